package io.homeport.deploy.release;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.homeport.contracts.AppId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.ReleaseId;
import io.homeport.contracts.SpecId;
import io.homeport.deploy.migration.SchemaVersion;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The immutable thing that can be run. It comes from an approved spec and from nothing else.
 *
 * @param number within the app, from 1
 * @param spec the approved spec it was made from
 * @param snapshot the source tree
 * @param runtime the name of the runtime it needs
 * @param manifest the object that says what was built
 * @param variables the version of an environment's variables that it runs with; null for none
 * @param schema the schema it was made for; null when it was made before that was kept
 */
public record Release(
    ReleaseId id,
    AppId app,
    int number,
    SpecId spec,
    int specVersion,
    Digest snapshot,
    String runtime,
    @JsonIgnore Digest manifest,
    @JsonIgnore @Nullable UUID variables,
    @Nullable SchemaVersion schema,
    Instant createdAt) {

  static Release of(ReleaseRow row) {
    return new Release(
        new ReleaseId(row.id),
        new AppId(row.appId),
        row.number,
        new SpecId(row.specId),
        row.specVersion,
        Digest.parse(row.snapshot),
        row.runtime,
        Digest.parse(row.manifest),
        row.variableSetId,
        schema(row),
        row.createdAt);
  }

  private static @Nullable SchemaVersion schema(ReleaseRow row) {
    return row.migrations == null || row.migrationsDigest == null
        ? null
        : new SchemaVersion(row.migrations.lines().toList(), Digest.parse(row.migrationsDigest));
  }
}
