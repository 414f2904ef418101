package io.homeport.deploy.build;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.homeport.contracts.Digest;
import io.homeport.contracts.Failure;
import io.homeport.processes.Command;
import io.homeport.processes.Finished;
import io.homeport.processes.OsUser;
import io.homeport.processes.Processes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The programs that builds need beside the machine's own Node and npm: other package managers, and
 * other versions of Node. Each comes from the registry when it is first needed, in the version and
 * with the content that {@code build/tools.json} pins, and is read-only afterwards.
 */
final class Toolbox {

  /**
   * A program that is pinned.
   *
   * @param program the name it is called by
   * @param path where it is in its package
   * @param packages this machine's architecture, or {@code any} → the package
   */
  record Tool(String version, String program, String path, Map<String, Package> packages) {}

  /**
   * @param integrity of the package's archive, as npm writes it into lockfiles
   */
  record Package(String name, String integrity) {}

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, Tool> TOOLS = read();

  static Tool tool(String name) {
    return Objects.requireNonNull(TOOLS.get(name), () -> "no tool " + name + " is pinned");
  }

  /** The digest of what is pinned. */
  static Digest pinned() {
    try {
      return Digest.of(JSON.writeValueAsBytes(TOOLS));
    } catch (IOException e) {
      throw new UncheckedIOException("the pinned tools are always writable", e);
    }
  }

  static Set<String> names() {
    return TOOLS.keySet();
  }

  /**
   * The folder that holds the program under its name; fetched when it is not there.
   *
   * @throws BuildFailed when the registry does not give it
   */
  static Path bin(String name, BuildRun run) throws BuildFailed {
    Tool tool = tool(name);
    Path home = run.cache().tools().resolve(name + "-" + tool.version());
    Path bin = home.resolve("bin");
    if (!Files.exists(bin.resolve(tool.program()))) {
      run.log().line("Fetching " + tool.program() + " " + tool.version() + ".");
      fetch(tool, home, run);
    }
    return bin;
  }

  private static void fetch(Tool tool, Path home, BuildRun run) throws BuildFailed {
    Package wanted =
        Optional.ofNullable(packageOf(tool))
            .orElseThrow(() -> missing(tool, "It is not made for this machine."));
    try {
      Path fresh = Files.createTempDirectory(run.cache().tools(), "fetching-");
      try {
        Files.writeString(fresh.resolve("package.json"), manifest(tool, wanted));
        Files.writeString(fresh.resolve("package-lock.json"), lock(tool, wanted));
        Path bin = Files.createDirectory(fresh.resolve("bin"));
        Files.createSymbolicLink(
            bin.resolve(tool.program()), Path.of("..", "node_modules", wanted.name(), tool.path()));
        Workspace.giveTo(run.workspace().user(), fresh);
        Finished finished = run.fetch(PackageManager.NPM, fresh, PackageManager.NPM.install(true));
        if (!finished.succeeded()) {
          throw missing(tool, finished.stderr());
        }
        makeReadOnly(fresh);
        moveUnlessThere(fresh, home);
      } finally {
        Workspace.remove(fresh);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(tool.program() + " cannot be kept in " + home, e);
    }
  }

  /** Another build may have fetched the same meanwhile: then that one stays. */
  private static void moveUnlessThere(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (!Files.isDirectory(to)) {
        throw e;
      }
    }
  }

  private static void makeReadOnly(Path folder) throws IOException {
    if (OsUser.canSwitch()) {
      Processes.run(Command.of("chown", "-R", "-h", "root:", folder.toString())).orThrow();
    }
    Processes.run(Command.of("chmod", "-R", "a+rX,go-w", folder.toString())).orThrow();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static @Nullable Package packageOf(Tool tool) {
    Package any = tool.packages().get("any");
    return any != null ? any : tool.packages().get(System.getProperty("os.arch"));
  }

  private static String manifest(Tool tool, Package wanted) throws IOException {
    return JSON.writeValueAsString(
        Map.of("private", true, "dependencies", Map.of(wanted.name(), tool.version())));
  }

  private static String lock(Tool tool, Package wanted) throws IOException {
    var packages = new LinkedHashMap<String, Object>();
    packages.put("", Map.of("dependencies", Map.of(wanted.name(), tool.version())));
    packages.put(
        "node_modules/" + wanted.name(),
        Map.of("version", tool.version(), "integrity", wanted.integrity()));
    return JSON.writeValueAsString(Map.of("lockfileVersion", 3, "packages", packages));
  }

  private static BuildFailed missing(Tool tool, String why) {
    return new BuildFailed(
        Failure.operator(
            "%s %s is needed for this build and cannot be fetched: %s"
                .formatted(tool.program(), tool.version(), why.strip()),
            "Check that this machine reaches its npm registry."));
  }

  private static Map<String, Tool> read() {
    try (InputStream json = Toolbox.class.getResourceAsStream("/build/tools.json")) {
      return JSON.readValue(
          Objects.requireNonNull(json), new TypeReference<LinkedHashMap<String, Tool>>() {});
    } catch (IOException e) {
      throw new UncheckedIOException("build/tools.json is not in its form", e);
    }
  }
}
