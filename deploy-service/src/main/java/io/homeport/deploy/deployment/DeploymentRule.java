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
  private static final String HEADS = "refs/heads/";

  boolean isValid() {
    return branch != null && environment != null && BRANCH.matcher(branch).matches();
  }

  boolean takes(String ref) {
    return matches(ref.startsWith(HEADS) ? ref.substring(HEADS.length()) : ref);
  }

  /**
   * Goes through both once, and back no further than to the last star: a pattern of customers must
   * not take longer the more stars it has.
   */
  private boolean matches(String name) {
    int at = 0;
    int star = -1;
    int afterStar = 0;
    int each = 0;
    while (each < name.length()) {
      if (at < branch.length() && branch.charAt(at) == '*') {
        star = at++;
        afterStar = each;
      } else if (at < branch.length() && branch.charAt(at) == name.charAt(each)) {
        at++;
        each++;
      } else if (star >= 0) {
        at = star + 1;
        each = ++afterStar;
      } else {
        return false;
      }
    }
    while (at < branch.length() && branch.charAt(at) == '*') {
      at++;
    }
    return at == branch.length();
  }

  /** Whether what this one approved is deployed without anybody asking. */
  boolean trusts(String approvedBy) {
    return !needsApproval || !approvedBy.equals(POLICY);
  }
}
