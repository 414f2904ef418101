package io.homeport.specs.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.homeport.contracts.AppId;
import io.homeport.contracts.Builder;
import io.homeport.contracts.Digest;
import io.homeport.contracts.Failure;
import io.homeport.contracts.ImportId;
import io.homeport.contracts.SpecId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A spec as the API shows it.
 *
 * @param version its number within the app, from 1
 * @param snapshot digest of the source tree it is written from
 * @param document the object that holds it as JSON, once drafted
 * @param findings how many findings of each severity it has, once drafted
 * @param decidedBy who approved or rejected it; policy where no person did
 * @param reason why it was rejected
 * @param policyNote what the app's approval policy compared, and what came of it
 * @param failure why it could not be written
 * @param notice what the caller should know about the decision just made
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SpecView(
    SpecId id,
    AppId app,
    String appName,
    ImportId importId,
    int version,
    SpecState state,
    Builder builder,
    Digest snapshot,
    Instant requestedAt,
    @Nullable Instant draftedAt,
    @Nullable Digest document,
    @Nullable FindingCounts findings,
    @Nullable Integer openQuestions,
    @Nullable String decidedBy,
    @Nullable Instant decidedAt,
    @Nullable String reason,
    @Nullable String policyNote,
    @Nullable Failure failure,
    @Nullable String notice) {

  /** How many findings there are. */
  public record FindingCounts(int error, int warn, int info) {}

  static SpecView of(SpecRow row) {
    return of(row, null);
  }

  static SpecView of(SpecRow row, @Nullable String notice) {
    return new SpecView(
        new SpecId(row.id),
        new AppId(row.appId),
        row.appName,
        new ImportId(row.importId),
        row.version,
        SpecState.of(row.state),
        Builder.of(row.builder),
        Digest.parse(row.snapshot),
        row.requestedAt,
        row.draftedAt,
        row.document == null ? null : Digest.parse(row.document),
        counts(row),
        row.openQuestions,
        row.decidedBy,
        row.decidedAt,
        row.reason,
        row.policyNote,
        row.failure(),
        notice);
  }

  private static @Nullable FindingCounts counts(SpecRow row) {
    return row.errors == null || row.warnings == null || row.notes == null
        ? null
        : new FindingCounts(row.errors, row.warnings, row.notes);
  }
}
