package io.homeport.gateway;

import io.homeport.gateway.visit.ClientAddress;
import io.homeport.processes.SecretFile;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Settings of the gateway; as environment variables {@code HOMEPORT_…}. */
@ConfigMapping(prefix = "homeport")
public interface GatewayConfig {

  /**
   * Where published files are: {@code file:///folder} or {@code
   * s3://bucket/prefix?endpoint=https://host&region=name}.
   */
  String objects();

  /** The access key of the S3 store; without it the standard AWS places are searched. */
  Optional<String> objectsAccessKey();

  Optional<String> objectsSecretKey();

  Door door();

  Services services();

  Gateway gateway();

  /** What a replica does. */
  enum Role {
    /** The API and the console. */
    API,
    /** The traffic of deployed apps. */
    APPS
  }

  /** The one door. */
  interface Door {

    /**
     * How customers reach the API and the console: scheme, host and, if it is not the scheme's own,
     * port. Apps must live under another domain, so that they never see the console's cookies.
     */
    @WithDefault("http://homeport.localhost:7610")
    URI url();

    /** The address to listen on. */
    @WithDefault("127.0.0.1")
    String host();

    /** The port to listen on; 0 for any. */
    @WithDefault("7610")
    int port();

    /** The largest head of a request, in bytes. */
    @WithDefault("32768")
    int maxHeaderBytes();

    /** After this a connection on which nothing happens is closed. */
    @WithDefault("10m")
    Duration idle();

    /**
     * A file with the 32 bytes that certificates' keys are sealed under, the same that
     * deploy-service has. It opens nothing else.
     */
    Optional<Path> keyFile();

    /** What keeps others from that file: its {@code mode}, or a container's {@code mount}. */
    @WithDefault("mode")
    SecretFile.Guard keyGuard();

    Tls tls();

    Figures figures();

    /** Whether each request is a line of JSON on standard output. */
    @WithDefault("true")
    boolean accessLog();

    /** How much of callers' addresses that line has: full, truncated or none. */
    @WithDefault("truncated")
    ClientAddress clientAddress();

    Limits limits();

    /** Within this the head of a request must be there, from its first byte. */
    @WithDefault("20s")
    Duration headTime();

    /** Within each such span some of a body must arrive, or the connection is closed. */
    @WithDefault("60s")
    Duration bodyTime();

    /** How many bytes of a body that is at least. */
    @WithDefault("1024")
    long bodyTimeBytes();
  }

  /** How many requests are let through to each app; others get 429. */
  interface Limits {
    /** To one app in one environment, in all. */
    @WithDefault("10000")
    int appPerSecond();

    /** How many of them at once. */
    @WithDefault("20000")
    int appBurst();

    /** From one address to one app. Addresses of this machine are free: proxies have them. */
    @WithDefault("200")
    int clientPerSecond();

    /** How many of them at once: a page asks for all its parts together. */
    @WithDefault("1000")
    int clientBurst();
  }

  /** The door for https, which customers' own domains have. */
  interface Tls {

    /** The port to listen on; without one there is no https. */
    OptionalInt port();

    /** The port that browsers come to, where another one is passed on to ours. */
    OptionalInt publicPort();
  }

  /** Where the door tells its figures (Prometheus, {@code /q/metrics}); not for the world. */
  interface Figures {

    /** The address to listen on. */
    @WithDefault("127.0.0.1")
    String host();

    /** The port to listen on; without one there are none to be read. */
    OptionalInt port();
  }

  /** Where the services are. */
  interface Services {
    @WithName("import")
    @WithDefault("http://127.0.0.1:7611")
    URI imports();

    @WithDefault("http://127.0.0.1:7612")
    URI spec();

    @WithDefault("http://127.0.0.1:7613")
    URI deploy();

    @WithDefault("http://127.0.0.1:7614")
    URI backup();
  }

  /** This replica. */
  interface Gateway {
    @WithDefault("api,apps")
    Set<Role> roles();

    /** The largest request body that a service gets, in bytes: archives of sources are large. */
    @WithDefault("2147483648")
    long maxApiBodyBytes();

    /** The largest request body that comes with no login, to a hook, in bytes. */
    @WithDefault("2097152")
    long maxHookBodyBytes();

    /** How many requests to hooks may be under way at once. */
    @WithDefault("16")
    int maxHookConnections();

    /** The largest request body that an app's backend gets, in bytes. */
    @WithDefault("104857600")
    long maxAppBodyBytes();

    /** How long a connection to a service or a backend may take. */
    @WithDefault("2s")
    Duration connectTimeout();

    /** How long an app's backend may let wait for its answer. */
    @WithDefault("60s")
    Duration appResponseTimeout();

    /** How long a service may let wait for its answer. */
    @WithDefault("60s")
    Duration apiResponseTimeout();

    /** The most connections to one backend or service, WebSockets and event streams included. */
    @WithDefault("512")
    int maxConnections();
  }
}
