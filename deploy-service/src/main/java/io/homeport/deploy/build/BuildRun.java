package io.homeport.deploy.build;

import io.homeport.processes.Command;
import io.homeport.processes.Finished;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One build on its way. Its programs run in two ways. While fetching, the registry is in reach and
 * no code of the app or of a package runs; while building, such code runs and there is no network.
 */
final class BuildRun {
  private static final Path APP = Path.of("/app");
  private static final Path SHARED = Path.of("/cache");
  private static final Path OWN = Path.of("/own");
  private static final Path FONTS = Path.of("/answers/google-fonts.cjs");

  /** Name → where it is inside. Without the first two a build does not find itself by its name. */
  private static final Map<String, Path> ANSWERS =
      Map.of(
          "hosts", Path.of("/etc/hosts"),
          "nsswitch.conf", Path.of("/etc/nsswitch.conf"),
          "google-fonts.cjs", FONTS);

  private final Workspace workspace;
  private final PackageCache cache;
  private final NpmSettings npm;
  private final NodePrograms node;
  private final Confined confined;
  private final DiskGuard guard;
  private final BuildLog log;

  /** Folders of programs that were fetched for this build, the last one first. */
  private final List<Path> tools = new ArrayList<>();

  BuildRun(
      Workspace workspace,
      PackageCache cache,
      NpmSettings npm,
      NodePrograms node,
      Confined confined,
      DiskGuard guard,
      BuildLog log) {
    this.workspace = workspace;
    this.cache = cache;
    this.npm = npm;
    this.node = node;
    this.confined = confined;
    this.guard = guard;
    this.log = log;
  }

  Workspace workspace() {
    return workspace;
  }

  PackageCache cache() {
    return cache;
  }

  NpmSettings npm() {
    return npm;
  }

  /** The version of the machine's own Node. */
  NodeVersion nodeVersion() {
    return node.version();
  }

  /** What tells builds with different Nodes apart. */
  String nodeTitle() {
    return nodeVersion() + " " + tools.stream().map(Path::toString).sorted().toList();
  }

  BuildLog log() {
    return log;
  }

  BuildLimits limits() {
    return confined.limits();
  }

  /** From now on the programs in the folder are found before others. */
  void use(Path bin) {
    tools.addFirst(bin);
  }

  /**
   * Runs a program that fetches packages into a folder.
   *
   * @return how it ended; a failure of its own is a value
   * @throws BuildFailed when it hit a limit, or cannot be confined on this machine
   */
  Finished fetch(PackageManager manager, Path folder, List<String> program) throws BuildFailed {
    var folders = new LinkedHashMap<Path, Path>();
    folders.put(folder, APP);
    folders.put(cache.downloads(workspace.user()), SHARED);
    folders.put(own(), OWN);
    var environment = basics();
    environment.putAll(manager.environment(npm, SHARED.toString(), OWN.toString()));
    return confined.run(
        new Bubblewrap(folders, visible(), APP, environment, true, limits()),
        command(folder, program).limit(limits().install()),
        guard,
        log);
  }

  /**
   * Runs a program of the app in its folder.
   *
   * @param secrets texts that must not appear in the log
   */
  Finished build(Map<String, String> variables, List<String> secrets, List<String> program)
      throws BuildFailed {
    var environment = basics();
    environment.put("npm_config_update_notifier", "false");
    environment.put("NEXT_TELEMETRY_DISABLED", "1");
    environment.put("NEXT_FONT_GOOGLE_MOCKED_RESPONSES", FONTS.toString());
    environment.putAll(variables);
    Path folder = workspace.source();
    var readable = visible();
    readable.putAll(answers());
    return confined.run(
        new Bubblewrap(Map.of(folder, APP), readable, APP, environment, false, limits()),
        command(folder, program).redacting(secrets.toArray(String[]::new)).limit(limits().build()),
        guard,
        log);
  }

  /** Files of ours that answer what a build would ask a network for. */
  private Map<Path, Path> answers() {
    Path folder = workspace.beside("answers");
    var files = new LinkedHashMap<Path, Path>();
    ANSWERS.forEach((name, inside) -> {
      Path file = folder.resolve(name);
      try (InputStream content = BuildRun.class.getResourceAsStream("/build/" + name)) {
        Files.write(file, Objects.requireNonNull(content).readAllBytes());
      } catch (IOException e) {
        throw new UncheckedIOException(file + " cannot be written", e);
      }
      files.put(file, inside);
    });
    Workspace.giveTo(workspace.user(), folder);
    return files;
  }

  private LinkedHashMap<String, String> basics() {
    var path = new ArrayList<String>();
    tools.forEach(each -> path.add(each.toString()));
    path.add(node.searchPath());
    return new LinkedHashMap<>(
        Map.of(
            "PATH", String.join(":", path),
            "HOME", "/tmp",
            "LANG", "C.UTF-8",
            "NO_COLOR", "1",
            "BROWSERSLIST_IGNORE_OLD_DATA", "1",
            "NODE_OPTIONS", "--max-old-space-size=" + limits().heapMebibytes()));
  }

  private LinkedHashMap<Path, Path> visible() {
    var folders = new LinkedHashMap<Path, Path>();
    node.prefix().ifPresent(prefix -> folders.put(prefix, prefix));
    tools.forEach(bin -> {
      Path home = bin.getParent();
      folders.put(home, home);
    });
    return folders;
  }

  /** Caches that nobody else may see: for what is not looked up by its content. */
  private Path own() {
    Path folder = workspace.beside("own");
    Workspace.giveTo(workspace.user(), folder);
    return folder;
  }

  private Command command(Path folder, List<String> program) {
    return Command.of(program).in(folder).as(workspace.user());
  }
}
