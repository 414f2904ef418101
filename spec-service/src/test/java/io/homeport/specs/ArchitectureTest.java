package io.homeport.specs;

import io.homeport.testkit.Layering;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  @Test
  void rules_know_no_framework() {
    Layering.check(
        "io.homeport.specs", "Specs", "Documents", "ApprovalPolicies", "Remarks", "PlanTicks");
  }
}
