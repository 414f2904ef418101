package io.homeport.specs;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What an operator can set for spec-service. */
@ConfigMapping(prefix = "homeport")
public interface SpecsConfig {

  /** Where objects are kept: {@code file:///path} or {@code s3://bucket/prefix?endpoint=…}. */
  URI objects();

  /** A folder of this service's own, for source trees while they are read. */
  Path data();

  Specs specs();

  /** How specs are drafted. */
  interface Specs {

    /** How many are drafted side by side; each starts a PostgreSQL of its own for its time. */
    @WithDefault("2")
    int concurrency();

    /** How long one statement of a migration may take. */
    @WithDefault("15s")
    Duration statementLimit();

    /** How long all migrations of an app may take. */
    @WithDefault("3m")
    Duration migrationsLimit();

    /** The most bytes that migrations may write. */
    @WithDefault("1073741824")
    long migrationsMostBytes();

    /** The folder with PostgreSQL's {@code initdb} and {@code postgres}; searched for if absent. */
    Optional<Path> postgresBinaries();

    /** Whom throwaway servers run as when this service is root, since PostgreSQL refuses root. */
    @WithDefault("postgres")
    String postgresUser();

    /** Where their data is while they live; that user must be able to enter it. */
    @WithDefault("${java.io.tmpdir}/homeport-scratch-${user.name}")
    Path scratchDirectory();
  }
}
