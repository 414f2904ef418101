package io.homeport.deploy.deployment;

import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How each branch that a rule takes gets an environment of its own.
 *
 * @param from the environment that its database is a copy of, {@value #STAGING} unless said
 * @param days how long it is kept after a push
 * @param most how many previews the app has at a time
 * @param copiesProduction whether {@code from} may be production, whose data is then copied
 */
@Schema(name = "Preview")
public record PreviewRule(
    @Schema(
            description = "The environment that each preview's database is a copy of.",
            examples = "staging")
        String from,
    @Schema(description = "For how many days after a push it is kept, 1 to 90.", examples = "7")
        Integer days,
    @Schema(
            description =
                "How many previews the app has at a time, 1 to 20; for one more the one makes room that was pushed to longest ago.",
            examples = "5")
        Integer most,
    @Schema(description = "Whether from may be production, so that its data is copied.")
        boolean copiesProduction) {

  static final String PRODUCTION = "production";
  private static final String STAGING = "staging";
  private static final int USUAL_DAYS = 7;
  private static final int USUAL_MOST = 5;
  private static final int LONGEST_DAYS = 90;
  private static final int MOST = 20;

  public PreviewRule {
    from = Objects.requireNonNullElse(from, STAGING);
    days = Objects.requireNonNullElse(days, USUAL_DAYS);
    most = Objects.requireNonNullElse(most, USUAL_MOST);
  }

  boolean isValid() {
    return days >= 1 && days <= LONGEST_DAYS && most >= 1 && most <= MOST;
  }

  /** Data of production goes nowhere else unless somebody says so. */
  boolean copiesUnasked() {
    return from.equals(PRODUCTION) && !copiesProduction;
  }
}
