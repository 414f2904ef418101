package io.homeport.imports;

import io.homeport.testkit.Layering;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  @Test
  void rules_know_no_framework() {
    Layering.check(
        "io.homeport.imports",
        "Apps",
        "DeployKeys",
        "GitTokens",
        "Hooks",
        "Imports",
        "KnownHosts",
        "Snapshots");
  }
}
