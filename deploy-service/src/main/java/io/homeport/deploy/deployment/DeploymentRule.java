package io.homeport.deploy.deployment;

import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Which environment an approved version of a branch is deployed into by itself.
 *
 * @param branch its name, in which {@code *} stands for any characters
 * @param environment its name
 * @param needsApproval whether only what a person approved is deployed; otherwise also what a
 *     policy did
 */
public record DeploymentRule(
    @Schema(description = "The branch; * stands for any characters.", examples = "main")
        String branch,
    @Schema(description = "The environment's name.", examples = "production") String environment,
    @Schema(
            description =
                "Whether only what a person approved is deployed, and not what a policy did.")
        boolean needsApproval) {

  static final int MOST = 50;
  private static final Pattern BRANCH = Pattern.compile("[^\\s\\p{Cntrl}]{1,200}");
  private static final String POLICY = "policy";

  boolean isValid() {
    return branch != null && environment != null && BRANCH.matcher(branch).matches();
  }

  boolean takes(String ref) {
    String name = ref.replaceFirst("^refs/heads/", "");
    var pattern = new StringBuilder();
    for (String part : branch.split("\\*", -1)) {
      pattern.append(pattern.isEmpty() ? "" : ".*").append(Pattern.quote(part));
    }
    return name.matches(pattern.toString());
  }

  /** Whether what this one approved is deployed without anybody asking. */
  boolean trusts(String approvedBy) {
    return !needsApproval || !approvedBy.equals(POLICY);
  }
}
