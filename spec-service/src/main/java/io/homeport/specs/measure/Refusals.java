package io.homeport.specs.measure;

import io.homeport.specs.document.Authentication.Refusal;
import io.homeport.specs.scratch.TrialSession.Outcome.Refused;

/** What a SQLSTATE says about who refused. */
final class Refusals {

  private Refusals() {}

  /**
   * True if only a constraint refused: it is asked after grants and policies, which have let the
   * row pass.
   */
  static boolean isPastPolicies(Refused refused) {
    return refused.sqlState().startsWith("23");
  }

  static Refusal of(Refused refused) {
    return switch (refused.sqlState()) {
      case "42501" ->
          refused.message().contains("row-level security")
              ? Refusal.POLICY
              : refused.message().contains("for function") ? Refusal.ERROR : Refusal.NO_GRANT;
      case "P0001", "P0002", "P0004", "28000", "22023" -> Refusal.TRIGGER;
      default -> refused.sqlState().startsWith("PT") ? Refusal.TRIGGER : Refusal.ERROR;
    };
  }
}
