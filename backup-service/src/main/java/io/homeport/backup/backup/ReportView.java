package io.homeport.backup.backup;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.homeport.backup.drill.Loss;
import io.homeport.backup.drill.Proof;
import io.homeport.backup.drill.Report;
import java.util.Optional;

/**
 * A report as it is told.
 *
 * @param proof the signed part of it; absent in earlier ones
 * @param proofObject which object in the store, beside the backup, holds the proof
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record ReportView(
    @JsonUnwrapped Report report, Loss loss, Optional<Proof> proof, Optional<String> proofObject) {

  String markdown() {
    return report.markdown(loss, proof);
  }
}
