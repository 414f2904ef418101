package io.homeport.deploy.build;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.homeport.contracts.Failure;
import io.homeport.processes.Command;
import io.homeport.processes.Finished;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Fetches what the edge functions of a source need, so that they start without a network later. No
 * code of a function runs here. The folder that comes out holds {@code supabase/functions}, {@code
 * prepared} and {@code deno}, and may be moved as a whole.
 *
 * @param runtime the folder of the runtime, with its packages installed
 * @param deno the Deno binary, inside that folder
 */
public record FunctionsPreparation(Path runtime, Supplier<Path> deno, BuildLimits limits) {
  private static final Path BUNDLE = Path.of("/bundle");
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * @param folder what came out
   * @param publicFunctions names of functions that answer without a token
   * @param warnings functions that cannot run, and why
   */
  public record Prepared(Path folder, List<String> publicFunctions, List<String> warnings) {}

  static boolean isNeeded(Path source) {
    return Files.isDirectory(source.resolve("supabase/functions"), LinkOption.NOFOLLOW_LINKS);
  }

  Prepared prepare(Workspace workspace, BuildLog log) throws BuildFailed {
    Path bundle = workspace.beside("bundle");
    copy(workspace.source().resolve("supabase"), bundle.resolve("supabase"));
    workspace.handOver();
    log.line("Preparing edge functions.");
    try (var guard = new DiskGuard(limits.diskBytes(), bundle)) {
      Finished finished =
          new Confined(limits).ask(confinement(bundle), command(workspace), guard, log);
      if (!finished.succeeded()) {
        throw new BuildFailed(
            Failure.operator(
                "The edge functions could not be prepared: " + lastLine(finished.stderr()),
                "Check that this machine reaches its npm registry."));
      }
      return read(bundle, finished.stdout(), log);
    }
  }

  private Bubblewrap confinement(Path bundle) throws BuildFailed {
    NpmSettings npm = NpmSettings.ofThisMachine(System.getenv());
    NodePrograms node = NodePrograms.ofThisMachine();
    var environment = new LinkedHashMap<String, String>();
    environment.put("PATH", node.searchPath());
    environment.put("HOME", "/tmp");
    environment.put("LANG", "C.UTF-8");
    environment.put("NPM_CONFIG_REGISTRY", npm.registry().toString());
    npm.certificates().ifPresent(file -> environment.put("DENO_CERT", file.toString()));
    var readable = new LinkedHashMap<Path, Path>();
    readable.put(runtime, runtime);
    node.prefix().ifPresent(prefix -> readable.put(prefix, prefix));
    return new Bubblewrap(Map.of(bundle, BUNDLE), readable, BUNDLE, environment, true, limits);
  }

  private Command command(Workspace workspace) {
    return Command.of(
            "node",
            runtime.resolve("functions/prepare.mjs").toString(),
            "--functions",
            BUNDLE.resolve("supabase/functions").toString(),
            "--out",
            BUNDLE.resolve("prepared").toString(),
            "--deno",
            deno.get().toString(),
            "--deno-dir",
            BUNDLE.resolve("deno").toString())
        .in(workspace.source())
        .as(workspace.user())
        .limit(LIMIT);
  }

  private static String lastLine(String text) {
    return text.strip().lines().reduce((first, second) -> second).orElse("no reason was given");
  }

  private static Prepared read(Path bundle, String output, BuildLog log) throws BuildFailed {
    try {
      JsonNode report = JSON.readTree(output);
      var open = new ArrayList<String>();
      var warnings = new ArrayList<String>();
      for (JsonNode function : report.path("functions")) {
        String name = function.path("name").asText();
        if (!function.path("verifyJwt").asBoolean(true)) {
          open.add(name);
        }
        if (!function.path("ok").asBoolean()) {
          String error = function.path("error").asText().lines().findFirst().orElse("");
          warnings.add("Function " + name + " cannot run: " + error);
        }
      }
      warnings.forEach(log::line);
      log.line(report.path("functions").size() + " edge functions prepared.");
      return new Prepared(bundle, open, warnings);
    } catch (JsonProcessingException e) {
      throw new BuildFailed(
          Failure.operator(
              "The runtime gave no report on the edge functions.",
              "Check that the runtime's folder is the one that came with this version."));
    }
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path relative = from.relativize(file);
        boolean wanted =
            relative.startsWith("functions") || relative.toString().equals("config.toml");
        if (wanted && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          Path copy = to.resolve(relative);
          Files.createDirectories(copy.getParent());
          Files.copy(file, copy);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the edge functions cannot be copied", e);
    }
  }
}
