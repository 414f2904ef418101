package io.homeport.backup.backup;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.homeport.backup.destination.CopyView;
import io.homeport.backup.drill.Loss;
import io.homeport.backup.drill.Proof;
import io.homeport.backup.drill.Report;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A report as it is told.
 *
 * @param proof the signed part of it; absent in earlier ones
 * @param proofObject which object in the store, beside the backup, holds the proof
 * @param copies where the backup is stored now
 * @param warnings what is wrong with those places, one sentence each
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record ReportView(
    @JsonUnwrapped Report report,
    Loss loss,
    Optional<Proof> proof,
    Optional<String> proofObject,
    List<CopyView> copies,
    List<String> warnings) {

  String markdown() {
    return report.markdown(loss, proof) + where();
  }

  private String where() {
    return Stream.concat(
            copies.stream().map(CopyView::text),
            warnings.stream().map("**Warning.** %s"::formatted))
        .map("- %s\n"::formatted)
        .collect(Collectors.joining("", "\n## Where it is stored\n\n", ""));
  }
}
