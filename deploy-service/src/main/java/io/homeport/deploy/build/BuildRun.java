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

  private static final Path BRIDGE = Path.of("/answers/bridge.cjs");
  private static final Path GATE = Path.of("/gate");
  private static final String PROXY = "http://127.0.0.1:3128";
  private static final List<String> PROXY_VARIABLES =
      List.of(
          "HTTP_PROXY",
          "HTTPS_PROXY",
          "http_proxy",
          "https_proxy",
          "npm_config_proxy",
          "npm_config_https_proxy",
          "YARN_HTTP_PROXY",
          "YARN_HTTPS_PROXY");

  /** Files of ours by where they are inside. Without hosts nobody finds itself by its name. */
  private static final Map<String, Path> NAMES =
      Map.of(
          "hosts", Path.of("/etc/hosts"),
          "nsswitch.conf", Path.of("/etc/nsswitch.conf"));

  private static final Map<String, Path> BUILDING = Map.of("google-fonts.cjs", FONTS);
  private static final Map<String, Path> FETCHING = Map.of("bridge.cjs", BRIDGE);

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
    Path gateway = own("gate");
    var folders = new LinkedHashMap<Path, Path>();
    folders.put(folder, APP);
    folders.put(cache.downloads(workspace.user()), SHARED);
    folders.put(own("own"), OWN);
    folders.put(gateway, GATE);
    var readable = visible();
    readable.putAll(answers(FETCHING));
    var environment = basics();
    environment.putAll(manager.environment(npm, SHARED.toString(), OWN.toString()));
    for (String proxy : PROXY_VARIABLES) {
      environment.put(proxy, PROXY);
    }
    var bridged =
        new ArrayList<>(
            List.of("node", BRIDGE.toString(), GATE.resolve("registry.sock").toString()));
    bridged.addAll(program);
    try (var gate = RegistryGate.in(gateway, npm.registry(), log)) {
      return confined.run(
          new Bubblewrap(folders, readable, APP, environment, false, limits()),
          command(folder, bridged).limit(limits().install()),
          guard,
          log);
    }
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
    readable.putAll(answers(BUILDING));
    return confined.run(
        new Bubblewrap(Map.of(folder, APP), readable, APP, environment, false, limits()),
        command(folder, program).redacting(secrets.toArray(String[]::new)).limit(limits().build()),
        guard,
        log);
  }

  /** Files of ours that answer what a program would ask a network for. */
  private Map<Path, Path> answers(Map<String, Path> more) {
    Path folder = workspace.beside("answers");
    var files = new LinkedHashMap<Path, Path>();
    var wanted = new LinkedHashMap<>(NAMES);
    wanted.putAll(more);
    wanted.forEach((name, inside) -> {
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

  /** A folder that nobody else may see, such as for caches that are not looked up by content. */
  private Path own(String name) {
    Path folder = workspace.beside(name);
    Workspace.giveTo(workspace.user(), folder);
    return folder;
  }

  private Command command(Path folder, List<String> program) {
    return Command.of(program).in(folder).as(workspace.user());
  }
}
