package io.homeport.imports.importing;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.homeport.contracts.AppId;
import io.homeport.contracts.Builder;
import io.homeport.contracts.Digest;
import io.homeport.contracts.Failure;
import io.homeport.contracts.ImportId;
import io.homeport.contracts.source.Format;
import io.homeport.contracts.source.Framework;
import io.homeport.contracts.source.MissingPart;
import io.homeport.contracts.source.Packages;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An import as the API shows it.
 *
 * @param state {@code requested}, {@code completed} or {@code failed}
 * @param snapshot the digest of the source tree, once completed
 * @param evidence what says that the builder is this one
 * @param format which of the builder's formats it is
 * @param frameworks what its parts are made with
 * @param packages how the packages of its folders are to be installed
 * @param missing what the app needs and its source does not hold, with what to do
 * @param unchangedSince the import that brought the same source first; then there is no new spec
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
    @Nullable Format format,
    List<Framework> frameworks,
    List<Packages> packages,
    List<MissingPart> missing,
    List<String> warnings,
    @Nullable ImportId unchangedSince,
    @Nullable Failure failure) {

  /**
   * Where the source came from.
   *
   * @param kind {@code git} or {@code archive}; what is known of an archive its sender said
   * @param dirty whether there were changes that are in no commit
   * @param path the folder within the repository
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record SourceView(
      String kind,
      @Nullable String url,
      @Nullable String ref,
      @Nullable String commit,
      @Nullable String author,
      @Nullable Instant committedAt,
      @Nullable Boolean dirty,
      @Nullable String path) {

    private static SourceView of(ImportRow row) {
      Origin origin = row.origin();
      return new SourceView(
          row.sourceKind,
          origin.url(),
          origin.ref(),
          origin.commit(),
          origin.author(),
          origin.committedAt(),
          origin.dirty(),
          origin.path());
    }
  }

  static ImportView of(ImportRow row) {
    Inventory inventory = Inventory.parse(row.inventory);
    return new ImportView(
        new ImportId(row.id),
        new AppId(row.appId),
        row.state,
        SourceView.of(row),
        row.requestedBy,
        row.requestedAt,
        row.endedAt,
        row.snapshot == null ? null : Digest.parse(row.snapshot),
        row.files,
        row.bytes,
        row.builder == null ? null : Builder.of(row.builder),
        lines(row.evidence),
        inventory.format().orElse(null),
        inventory.frameworks(),
        inventory.packages(),
        inventory.missing(),
        lines(row.warnings),
        row.unchangedSince == null ? null : new ImportId(row.unchangedSince),
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
