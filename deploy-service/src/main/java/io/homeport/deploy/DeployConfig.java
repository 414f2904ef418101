package io.homeport.deploy;

import io.homeport.processes.SecretFile;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What an operator can set for deploy-service. */
@ConfigMapping(prefix = "homeport")
public interface DeployConfig {

  /** Where objects are kept: {@code file:///path} or {@code s3://bucket/prefix?endpoint=…}. */
  URI objects();

  /** A folder of this service's own: stored files of apps, functions, the package cache. */
  Path data();

  /** The installation's folder for pids and logs. */
  Path state();

  /** A file with the 32 bytes that secrets are encrypted under. */
  Path masterKeyFile();

  /** What keeps others from that file: its {@code mode}, or a container's {@code mount}. */
  @WithDefault("mode")
  SecretFile.Guard masterKeyGuard();

  /** Where the door is reached from here, such as {@code http://127.0.0.1:7080}. */
  URI doorUrl();

  /** The domain that apps are under, with the door's port if it is not the standard one. */
  String appsDomain();

  /** The ports that apps' backends listen on, such as {@code 7700-7899}. */
  @WithDefault("7700-7899")
  String backendsPorts();

  /**
   * How long a port is given to nobody after the backend on it was stopped; longer than the door
   * takes to hear of a changed route.
   */
  @WithDefault("60s")
  Duration backendsPortRest();

  /** What each app may use while it runs. */
  Limits appLimits();

  /** The folder that holds the runtimes, such as {@code supabase}. */
  Path runtimes();

  /** Where edge functions may and may not go. */
  Functions functions();

  /**
   * Where the secrets of an organization are in the key-value engine of Vault, which {@code
   * quarkus.vault.url} names; references of its variables are paths below it. Vault must let nobody
   * but the organization write there.
   */
  @WithDefault("homeport/{organization}/")
  String vaultPath();

  /** The cluster that holds apps' databases. */
  AppsDatabase appsDatabase();

  /**
   * A file with the 32 bytes that certificates' keys are sealed under on their way to the door,
   * which has the same; without it domains get no certificates.
   */
  Optional<Path> doorKeyFile();

  /** What keeps others from that file: its {@code mode}, or a container's {@code mount}. */
  @WithDefault("mode")
  SecretFile.Guard doorKeyGuard();

  /** Who gives certificates for customers' domains. */
  Acme acme();

  /** Customers' domains. */
  Domains domains();

  /** How apps are built. */
  Build build();

  /** How deployments are carried out. */
  Deployments deployments();

  /** Who gives certificates for customers' domains. */
  interface Acme {
    /**
     * The directory of a certificate authority, such as {@code
     * https://acme-v02.api.letsencrypt.org/directory}; without it none is asked.
     */
    Optional<URI> directory();

    /** An e-mail address that the authority may write to. */
    Optional<String> contact();

    /** Whether the operator agrees to the authority's terms of service. */
    @WithDefault("false")
    boolean agreed();

    /** A file with certificates in PEM that are trusted for the directory, beside no others. */
    Optional<Path> trust();

    /** The proofs that are offered, the preferred one first. */
    @WithDefault("http-01,tls-alpn-01")
    List<String> challenges();
  }

  /** Customers' domains. */
  interface Domains {
    /** The addresses of the door as the world sees them; a domain has to lead to one of them. */
    Optional<List<String>> addresses();

    /** The name of the door as the world sees it, which customers' names may point to. */
    Optional<String> cname();

    /** The name server to ask, as {@code host:port}; the machine's own if absent. */
    Optional<String> resolver();

    /** How often is looked for domains whose time has come. */
    @WithDefault("10s")
    Duration lookEvery();

    /** How long a name is held for who added it and did not prove it. */
    @WithDefault("72h")
    Duration unprovenFor();

    /** How long browsers are told to come by https only, where nothing else is asked for. */
    @WithDefault("7d")
    Duration hsts();
  }

  /** The cluster that holds apps' databases. */
  interface AppsDatabase {
    String host();

    int port();

    /** A superuser: it makes databases and roles. */
    String user();

    Path passwordFile();
  }

  /** Where edge functions may and may not go. */
  interface Functions {

    /** What they must not reach, in Deno's form, beside this machine and its private networks. */
    Optional<List<String>> deniedAddresses();

    /**
     * Where requests to a builder's hosted services go instead, such as {@code
     * https://ai.example.dev=http://127.0.0.1:4000}. They may lead into this machine's network.
     */
    Optional<List<String>> redirects();
  }

  /** What each app may use while it runs: its process and everything that starts. */
  interface Limits {
    /** It is ended, and started again, when it uses more. */
    @WithDefault("2147483648")
    long memoryBytes();

    /** Its share where processors are short, 1 to 10000; where control groups can be made. */
    @WithDefault("100")
    int cpuWeight();

    /** Most processes and threads at a time; where control groups can be made. */
    @WithDefault("1024")
    int processes();
  }

  /** Limits on a build. */
  interface Build {
    @WithDefault("10m")
    Duration limit();

    /** Data memory of each process of a build. */
    @WithDefault("4294967296")
    long memoryBytes();

    /** What source, packages and output may take together. */
    @WithDefault("4294967296")
    long diskBytes();

    /** What may be kept for later builds: of downloads and of installed packages, each. */
    @WithDefault("10737418240")
    long cacheBytes();
  }

  /** Whether a deployment may change a database of which there is no fresh backup. */
  enum RestorePoints {
    /** It fails, and nothing was changed. */
    REQUIRED,
    /** It goes on. */
    WANTED
  }

  /** How deployments are carried out. */
  interface Deployments {
    /** How many run side by side; those of one environment never do. */
    @WithDefault("2")
    int concurrency();

    /**
     * How many releases of an environment are kept running, the one that serves among them: going
     * back to one of them takes a moment. Each costs the memory of a process of its runtime.
     */
    @WithDefault("3")
    int warmReleases();

    /** How much of the disk must be free when a deployment begins. */
    @WithDefault("1073741824")
    long freeDiskBytes();

    /** What happens when there is no backup before migrations in time. */
    @WithDefault("required")
    RestorePoints restorePoints();

    /** How long a deployment waits for that backup. */
    @WithDefault("5m")
    Duration restorePointLimit();

    /** How long a new backend may take until it is healthy. */
    @WithDefault("60s")
    Duration healthLimit();

    /** How long the door may still answer with another release after the switch. */
    @WithDefault("15s")
    Duration confirmLimit();

    /** How long the door may be out of reach after the switch. */
    @WithDefault("2m")
    Duration doorLimit();
  }
}
