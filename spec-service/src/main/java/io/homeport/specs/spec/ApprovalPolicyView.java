package io.homeport.specs.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An app's approval policy as the API shows it.
 *
 * @param approveUnchanged whether a version is approved without a person when nothing changed in
 *     permissions, data or secrets since the approved one
 * @param changedBy who set it last
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ApprovalPolicyView(
    boolean approveUnchanged, @Nullable String changedBy, @Nullable Instant changedAt) {

  static ApprovalPolicyView of(@Nullable ApprovalPolicyRow row) {
    return row == null
        ? new ApprovalPolicyView(false, null, null)
        : new ApprovalPolicyView(row.approveUnchanged, row.changedBy, row.changedAt);
  }
}
