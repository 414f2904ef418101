package io.homeport.deploy.deployment;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.homeport.contracts.source.BranchPattern;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Which environment an approved version of a branch is deployed into by itself: one that is there,
 * or the branch's own.
 *
 * @param branch its name, in which {@code *} stands for any characters
 * @param environment its name; null where each branch has its own
 * @param needsApproval whether only what a person approved is deployed; otherwise also what a
 *     policy did
 * @param preview how each branch gets its own; null where it does not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeploymentRule(
    @Schema(description = "The branch; * stands for any characters.", examples = "main")
        String branch,
    @Schema(
            description = "The environment's name; absent where each branch has a preview.",
            examples = "production")
        @Nullable String environment,
    @Schema(
            description =
                "Whether only what a person approved is deployed, and not what a policy did.")
        boolean needsApproval,
    @Schema(description = "How each branch gets an environment of its own, instead of one by name.")
        @Nullable PreviewRule preview) {

  static final int MOST = 50;
  private static final String POLICY = "policy";
  private static final String HEADS = "refs/heads/";

  boolean isValid() {
    return branch != null
        && BranchPattern.isValid(branch)
        && (environment == null) != (preview == null)
        && (preview == null || preview.isValid());
  }

  /** The environment that has to be there. */
  String needed() {
    return preview == null ? Objects.requireNonNull(environment) : preview.from();
  }

  boolean takes(String ref) {
    return new BranchPattern(branch)
        .matches(ref.startsWith(HEADS) ? ref.substring(HEADS.length()) : ref);
  }

  /** Whether what this one approved is deployed without anybody asking. */
  boolean trusts(String approvedBy) {
    return !needsApproval || !approvedBy.equals(POLICY);
  }
}
