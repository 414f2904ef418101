package io.homeport.deploy.migration;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.homeport.contracts.Digest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The schema that a release was made for.
 *
 * @param migrations the versions of its migrations, in the order in which they apply
 * @param digest of their names and texts: two releases with the same digest have the same schema
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SchemaVersion(@JsonIgnore List<String> migrations, Digest digest) {

  public SchemaVersion {
    migrations = List.copyOf(migrations);
  }

  public static SchemaVersion of(List<MigrationFile> files) {
    List<MigrationFile.Source> sources =
        files.stream().map(file -> new MigrationFile.Source(file.name(), file.sql())).toList();
    return new SchemaVersion(
        files.stream().map(MigrationFile::version).toList(),
        Digest.of(MigrationList.json(sources)));
  }

  /** The last migration; null where there is none. */
  @JsonProperty
  public @Nullable String last() {
    return migrations.isEmpty() ? null : migrations.getLast();
  }

  /** Whether the release knows what a migration did. */
  public boolean has(String migration) {
    return migrations.contains(migration);
  }
}
