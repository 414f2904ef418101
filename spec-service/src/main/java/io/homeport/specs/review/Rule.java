package io.homeport.specs.review;

import io.homeport.specs.document.Evidence;
import io.homeport.specs.document.Finding;
import io.homeport.specs.document.Owasp;
import io.homeport.specs.document.Severity;
import io.homeport.specs.material.Material;
import java.util.List;
import java.util.stream.Stream;

/** One thing that the review looks for. */
@FunctionalInterface
interface Rule {

  Stream<Finding> check(Material material);

  /**
   * What all findings of a rule have in common.
   *
   * @param id never changes: acceptances and suppressions refer to it
   * @param why one sentence for a founder
   * @param remedy one sentence for whoever mends it
   */
  record Text(String id, Severity severity, Owasp owasp, String why, String remedy) {

    Finding finding(String subject, String what, List<Evidence> evidence) {
      return finding(severity, subject, what, evidence);
    }

    /** A finding that is better or worse than usual. */
    Finding finding(Severity actual, String subject, String what, List<Evidence> evidence) {
      return new Finding(
          id + ":" + subject, id, actual, owasp, subject, what, why, remedy, evidence, null);
    }
  }
}
