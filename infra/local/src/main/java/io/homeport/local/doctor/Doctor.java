package io.homeport.local.doctor;

import io.homeport.local.FreePorts;
import io.homeport.local.postgres.PostgresBinaries;
import io.homeport.local.postgres.PostgresCluster;
import io.homeport.local.stack.StateFolder;
import io.homeport.processes.CannotSwitchUser;
import io.homeport.processes.Command;
import io.homeport.processes.OsUser;
import io.homeport.processes.ProcessException;
import io.homeport.processes.Processes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Looks whether this machine has what Homeport needs; under a second. */
public final class Doctor {
  private static final int JDK = 25;
  private static final String MAVEN = "3.8.7";
  private static final String NODE = "20";
  private static final int POSTGRESQL = 15;
  private static final long DISK_GIGABYTES = 5;
  private static final long MEMORY_GIGABYTES = 4;

  private final Programs programs;
  private final StateFolder state;
  private final boolean stackRuns;

  /**
   * @param environment of the caller: its PATH counts
   * @param stackRuns whether the ports of the stack are busy because it runs
   */
  public Doctor(Map<String, String> environment, StateFolder state, boolean stackRuns) {
    this.programs = new Programs(environment);
    this.state = state;
    this.stackRuns = stackRuns || state.hasProcesses();
  }

  public List<Check> examine() {
    List<Supplier<Check>> checks =
        List.of(
            this::jdk,
            this::maven,
            this::node,
            this::npm,
            this::git,
            () -> present("ssh", "openssh-client"),
            this::postgresql,
            this::postgresUser,
            this::bubblewrap,
            this::userNamespaces,
            () -> present("setsid", "util-linux"),
            () -> present("setpriv", "util-linux"),
            this::disk,
            this::memory,
            this::ports,
            this::pgbackrest,
            this::chromium,
            this::docker);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      return checks.stream()
          .map(check -> CompletableFuture.supplyAsync(check, threads))
          .toList()
          .stream()
          .map(CompletableFuture::join)
          .toList();
    }
  }

  private Check jdk() {
    int version = Runtime.version().feature();
    boolean compiler = Files.isExecutable(Path.of(System.getProperty("java.home"), "bin/javac"));
    return Check.required(
        "JDK",
        version >= JDK && compiler,
        Runtime.version() + (compiler ? "" : ", without a compiler"),
        JDK + " or newer",
        "Install temurin-25-jdk (adoptium.net) or openjdk-25-jdk, and set JAVA_HOME if it lies in"
            + " an unusual place");
  }

  private Check maven() {
    var version = programs.mavenVersion();
    return program("Maven", version, MAVEN, "apt install maven");
  }

  private Check node() {
    return program(
        "Node.js",
        programs.version("node", "--version"),
        NODE,
        "apt install nodejs (Debian 13), or" + " nodejs.org");
  }

  private Check npm() {
    var npm = programs.find("npm");
    return Check.required(
        "npm", npm.isPresent(), npm.map(Path::toString).orElse(""), "any", "apt install npm");
  }

  private Check git() {
    return program("git", programs.version("git", "--version"), "2.30", "apt install git");
  }

  private static Check program(String what, Optional<Version> found, String needed, String remedy) {
    return Check.required(
        what,
        found.filter(version -> version.isAtLeast(needed)).isPresent(),
        found.map(Version::text).orElse(""),
        needed + " or newer",
        remedy);
  }

  private Check postgresql() {
    String needed = POSTGRESQL + " or newer: " + String.join(", ", PostgresBinaries.PROGRAMS);
    String remedy = "apt install postgresql (its own service may stay off)";
    return PostgresBinaries.find()
        .map(found ->
            Check.required(
                "PostgreSQL",
                found.major() >= POSTGRESQL && found.missing().isEmpty(),
                found.missing().isEmpty()
                    ? found.version() + " in " + found.directory()
                    : found.version() + ", without " + String.join(", ", found.missing()),
                needed,
                remedy))
        .orElseGet(() -> Check.required("PostgreSQL", false, "", needed, remedy));
  }

  /** PostgreSQL refuses to run as root. */
  private Check postgresUser() {
    var user = PostgresCluster.user();
    return switch (user) {
      case OsUser.Same() -> Check.required("user for PostgreSQL", true, "yourself", "not root", "");
      case OsUser.Named(String name) ->
          Check.required(
              "user for PostgreSQL",
              canBecome(user),
              canBecome(user) ? name : "",
              "a user named " + name + ", as you are root",
              "apt install postgresql, or: useradd --system " + name);
    };
  }

  private static boolean canBecome(OsUser user) {
    try {
      return !user.prefix().isEmpty();
    } catch (CannotSwitchUser noSuchUser) {
      return false;
    }
  }

  private Check bubblewrap() {
    return program(
        "bubblewrap", programs.version("bwrap", "--version"), "0.4", "apt install bubblewrap");
  }

  /** Builds of strangers' code run in namespaces that an ordinary user makes. */
  private Check userNamespaces() {
    boolean usable = programs.find("bwrap").map(Doctor::makesNamespaces).orElse(false);
    return Check.required(
        "user namespaces",
        usable,
        usable ? "usable" : "",
        "usable by ordinary users, for the sandbox of builds",
        "sysctl kernel.unprivileged_userns_clone=1 (and, on Ubuntu,"
            + " kernel.apparmor_restrict_unprivileged_userns=0)");
  }

  private static boolean makesNamespaces(Path bwrap) {
    try {
      var user = OsUser.canSwitch() ? OsUser.nobody() : OsUser.same();
      return Processes.run(
              Command.of(bwrap.toString(), "--unshare-all", "--ro-bind", "/", "/", "true")
                  .limit(Duration.ofSeconds(5))
                  .in(Path.of("/"))
                  .as(user))
          .succeeded();
    } catch (ProcessException refused) {
      return false;
    }
  }

  private Check present(String program, String debianPackage) {
    var path = programs.find(program);
    return Check.required(
        program,
        path.isPresent(),
        path.map(Path::toString).orElse(""),
        "any",
        "apt install " + debianPackage);
  }

  private Check disk() {
    Path folder = state.path();
    while (!Files.exists(folder) && folder.getParent() != null) {
      folder = folder.getParent();
    }
    long free = folder.toFile().getUsableSpace();
    return Check.required(
        "free disk",
        free >= DISK_GIGABYTES << 30,
        "%.1f GB for %s".formatted(gigabytes(free), state.path()),
        DISK_GIGABYTES + " GB",
        "Free some space, or name a folder on another disk in HOMEPORT_STATE");
  }

  private Check memory() {
    long free = availableMemory();
    return Check.optional(
        "free memory",
        stackRuns || free >= MEMORY_GIGABYTES << 30,
        "%.1f GB".formatted(gigabytes(free)),
        MEMORY_GIGABYTES + " GB",
        "End other programs, or expect it to be slow");
  }

  private static long availableMemory() {
    try {
      return Files.readAllLines(Path.of("/proc/meminfo"), StandardCharsets.US_ASCII).stream()
          .filter(line -> line.startsWith("MemAvailable:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException noProc) {
      return 0;
    }
  }

  private static double gigabytes(long bytes) {
    return bytes / (double) (1L << 30);
  }

  /** Of a stack that has run before; a new one takes others instead of those that are busy. */
  private Check ports() {
    var busy =
        stackRuns || !Files.exists(state.portsFile())
            ? List.<String>of()
            : io.homeport.local.stack.Ports.loadOrChoose(state.portsFile(), FreePorts::isFree)
                .byName()
                .entrySet()
                .stream()
                .filter(port -> !FreePorts.isFree(port.getValue()))
                .map(port -> port.getKey() + " " + port.getValue())
                .toList();
    return Check.required(
        "ports",
        busy.isEmpty(),
        busy.isEmpty() ? (stackRuns ? "in use by the stack" : "free") : String.join(", ", busy),
        "not used by other programs",
        "End the programs that listen there, or edit " + state.portsFile());
  }

  private Check pgbackrest() {
    return Check.optional(
        "pgBackRest",
        programs.find("pgbackrest").isPresent(),
        programs.version("pgbackrest", "version").map(Version::text).orElse(""),
        "any, to restore apps' databases to a moment; without it to the last backup only",
        "apt install pgbackrest, then ./homeport down and up");
  }

  private Check chromium() {
    var found =
        programs.find("chromium").or(() -> programs.find("google-chrome")).map(Path::toString);
    return Check.optional(
        "chromium",
        found.isPresent(),
        found.orElse(""),
        "any, for the browser tests",
        "apt install chromium");
  }

  private Check docker() {
    var found = programs.find("docker").map(Path::toString);
    return Check.optional(
        "docker",
        found.isPresent(),
        found.orElse(""),
        "any, for docker-compose.yml; ./homeport up does without",
        "apt install docker.io");
  }
}
