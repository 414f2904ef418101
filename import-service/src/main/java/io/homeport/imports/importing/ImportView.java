package io.homeport.imports.importing;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.homeport.contracts.AppId;
import io.homeport.contracts.Builder;
import io.homeport.contracts.Digest;
import io.homeport.contracts.Failure;
import io.homeport.contracts.ImportId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An import as the API shows it.
 *
 * @param state {@code requested}, {@code completed} or {@code failed}
 * @param snapshot the digest of the source tree, once completed
 * @param evidence what says that the builder is this one
 * @param warnings what was left out of the snapshot, and why
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImportView(
    ImportId id,
    AppId app,
    String state,
    SourceView source,
    String requestedBy,
    Instant requestedAt,
    @Nullable Instant endedAt,
    @Nullable Digest snapshot,
    @Nullable Integer files,
    @Nullable Long bytes,
    @Nullable Builder builder,
    List<String> evidence,
    List<String> warnings,
    @Nullable Failure failure) {

  /**
   * Where the source came from.
   *
   * @param kind {@code git} or {@code archive}
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record SourceView(
      String kind, @Nullable String url, @Nullable String ref, @Nullable String commit) {}

  static ImportView of(ImportRow row) {
    return new ImportView(
        new ImportId(row.id),
        new AppId(row.appId),
        row.state,
        new SourceView(
            row.sourceKind,
            row.sourceKind.equals(ImportRow.GIT) ? row.source : null,
            row.sourceRef,
            row.commitId),
        row.requestedBy,
        row.requestedAt,
        row.endedAt,
        row.snapshot == null ? null : Digest.parse(row.snapshot),
        row.files,
        row.bytes,
        row.builder == null ? null : Builder.of(row.builder),
        lines(row.evidence),
        lines(row.warnings),
        failure(row));
  }

  private static @Nullable Failure failure(ImportRow row) {
    if (row.failureActor == null || row.failureWhat == null || row.failureRemedy == null) {
      return null;
    }
    return new Failure(Failure.Actor.valueOf(row.failureActor), row.failureWhat, row.failureRemedy);
  }

  private static List<String> lines(@Nullable String text) {
    return text == null || text.isEmpty() ? List.of() : text.lines().toList();
  }
}
