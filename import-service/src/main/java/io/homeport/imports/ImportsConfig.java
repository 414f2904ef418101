package io.homeport.imports;

import io.homeport.processes.SecretFile;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** What an operator can set for import-service. */
@ConfigMapping(prefix = "homeport")
public interface ImportsConfig {

  /** Where objects are kept: {@code file:///path} or {@code s3://bucket/prefix?endpoint=…}. */
  URI objects();

  /** A folder of this service's own, for clones and unpacked archives while they are worked on. */
  Path data();

  /** A file with the 32 bytes that secrets are encrypted under. */
  Path masterKeyFile();

  /** What keeps others from that file: its {@code mode}, or a container's {@code mount}. */
  @WithDefault("mode")
  SecretFile.Guard masterKeyGuard();

  Imports imports();

  /** Limits on what is taken in. */
  interface Imports {

    /** The most files a source tree may have. */
    @WithDefault("50000")
    int mostFiles();

    /** The most bytes a source tree may have, unpacked. */
    @WithDefault("1073741824")
    long mostBytes();

    /** How long each step of a clone may take: fetching, listing, checking out. */
    @WithDefault("5m")
    Duration cloneLimit();

    /** The most memory that a git process may take, in bytes: at least twice the largest file. */
    @WithDefault("2147483648")
    long cloneMemoryBytes();

    /** How many imports run side by side. */
    @WithDefault("2")
    int concurrency();

    /**
     * Whether Git URLs may point to private addresses, and may be plain http: only where everybody
     * who can import is trusted with this network.
     */
    @WithName("allow-private-addresses")
    @WithDefault("false")
    boolean allowPrivateAddresses();
  }
}
