package io.homeport.bench.running;

import io.homeport.bench.Latencies;
import io.homeport.bench.Result;
import io.homeport.cli.CommandFailed;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Resource;
import io.homeport.cli.source.SourceArchive;
import io.homeport.cli.source.SourceFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Deployments of small changes under load, some of them broken in ways that only a deployment finds
 * out: visitors must not notice either. The app is a sample; each change goes the whole way from
 * its source.
 */
public final class DeployBench {

  private static final String SAMPLE = "samples/tiny-spa";
  private static final int DEPLOYMENTS = 100;
  private static final int EVERY_NTH_IS_BROKEN = 10;
  private static final int CLIENTS = 8;
  private static final int REQUESTS = 50_000;

  private final Stack stack;
  private final Journey journey;
  private final Path source;
  private final Map<String, Latencies> steps = new TreeMap<>();
  private final Latencies whole = new Latencies();
  private String step = "";
  private long stepBegan;
  private int reported;
  private int stillServing;
  private int unexpected;

  private DeployBench(Stack stack, Path source) {
    this.stack = stack;
    this.source = source;
    this.journey = stack.journey(this::hear);
  }

  /**
   * Deploys.
   *
   * @param arguments how many deployments; {@value #DEPLOYMENTS} if absent
   */
  public static Result run(List<String> arguments) throws Exception {
    int deployments = arguments.isEmpty() ? DEPLOYMENTS : Integer.parseInt(arguments.get(0));
    Path sample = Path.of(System.getProperty("homeport.root", "."), SAMPLE);
    Path source = Files.createTempDirectory("homeport-bench-");
    try {
      copy(sample, source);
      return new DeployBench(Stack.running(), source).measure(deployments);
    } finally {
      remove(source);
    }
  }

  private Result measure(int deployments) throws Exception {
    Resource app = journey.createApp("bench-" + UUID.randomUUID().toString().substring(0, 8));
    long coldBegan = System.nanoTime();
    Resource first = specOf(app, 0, Flaw.NONE);
    Resource environment = journey.createEnvironment(app, "production");
    try {
      String serving = journey.deployed(journey.deploy(app, environment, first)).text("release");
      double coldSeconds = (System.nanoTime() - coldBegan) / 1e9;
      steps.clear();
      String host = URI.create(environment.text("url")).getAuthority();
      try (AppClients clients = AppClients.start(stack.door(), host, CLIENTS)) {
        clients.awaitFirstResponses();
        for (int i = 1; i <= deployments; i++) {
          Flaw flaw =
              i % EVERY_NTH_IS_BROKEN == 0 ? Flaw.ofTurn(i / EVERY_NTH_IS_BROKEN) : Flaw.NONE;
          System.err.printf("%d of %d%s%n", i, deployments, flaw == Flaw.NONE ? "" : ": " + flaw);
          serving = deploy(app, environment, i, flaw, serving, clients);
        }
        while (clients.requests() < REQUESTS) {
          Thread.sleep(100);
        }
        return result(deployments, coldSeconds, clients);
      }
    } finally {
      journey.api().delete("/environments/" + environment.id());
    }
  }

  /** The release that serves afterwards. */
  private String deploy(
      Resource app, Resource environment, int number, Flaw flaw, String serving, AppClients clients)
      throws IOException, InterruptedException {
    long began = System.nanoTime();
    try {
      Resource live = journey.deployed(journey.deploy(app, environment, specOf(app, number, flaw)));
      endStep();
      if (flaw != Flaw.NONE) {
        unexpected++;
      }
      whole.add(System.nanoTime() - began);
      return live.text("release");
    } catch (CommandFailed failed) {
      endStep();
      if (flaw == Flaw.NONE) {
        unexpected++;
        System.err.println(failed.getMessage());
        return serving;
      }
      reported++;
      stillServing += serving.equals(clients.releaseNow()) ? 1 : 0;
      return serving;
    }
  }

  private Resource specOf(Resource app, int number, Flaw flaw) throws IOException {
    flaw.into(source, "Change " + number);
    Resource imported =
        journey.imported(
            journey.importArchive(
                app,
                SourceArchive.MEDIA_TYPE,
                SourceArchive.publish(SourceFiles.of(source), bytes -> {}),
                Map.of()));
    Resource spec = journey.specOf(app, imported);
    journey.approve(spec);
    return journey.api().get("/specs/" + spec.id());
  }

  /** What is wrong with a change. */
  private enum Flaw {
    NONE,
    BUILD_FAILS,
    NO_INDEX,
    SECRET_IN_OUTPUT,
    PACKAGE_MISSING,
    BUILD_ENDLESS_MEMORY;

    static Flaw ofTurn(int turn) {
      return values()[1 + turn % (values().length - 1)];
    }

    /** Writes the sample's build with this flaw, and a text that is new. */
    void into(Path source, String text) throws IOException {
      Path build = source.resolve("build.mjs");
      Path sound = source.resolve("sound-build.mjs");
      if (Files.notExists(sound)) {
        Files.copy(build, sound);
      }
      Path page = source.resolve("index.html");
      Files.writeString(
          page, Files.readString(page).replaceFirst("<h1>.*</h1>", "<h1>" + text + "</h1>"));
      String more =
          switch (this) {
            case NONE, PACKAGE_MISSING -> "";
            case BUILD_FAILS -> "throw new Error('this change does not build');";
            case NO_INDEX ->
                "import { rmSync } from 'node:fs'; rmSync('dist/index.html', { force: true });";
            case SECRET_IN_OUTPUT ->
                "import { writeFileSync } from 'node:fs'; const part = (it) =>"
                    + " Buffer.from(JSON.stringify(it)).toString('base64url');"
                    + " writeFileSync('dist/key.js', [part({alg:'HS256'}), part({role:'service_role'}),"
                    + " 'c2lnbmF0dXJlLW9mLTMyLWNoYXJhY3RlcnMteA'].join('.'));";
            case BUILD_ENDLESS_MEMORY ->
                "const all = []; for (;;) all.push('x'.repeat(1 << 20) + all.length);";
          };
      Files.writeString(build, Files.readString(sound) + "\n" + more + "\n// " + text + "\n");
      setMissing(source, this == PACKAGE_MISSING);
    }

    private static void setMissing(Path source, boolean missing) throws IOException {
      Path file = source.resolve("package.json");
      Path sound = source.resolve("sound-package.json");
      if (Files.notExists(sound)) {
        Files.copy(file, sound);
      }
      String manifest = Files.readString(sound);
      String sick = "{\"dependencies\":{\"homeport-no-such-package\":\"1.0.0\"},";
      Files.writeString(file, missing ? manifest.replaceFirst("\\{", sick) : manifest);
    }
  }

  /** The lines of progress tell which step a deployment is in. */
  private void hear(String line) {
    String name = line.replaceFirst(":.*", "");
    if (!name.equals(step)) {
      endStep();
      step = name;
      stepBegan = System.nanoTime();
    }
  }

  private void endStep() {
    if (!step.isEmpty()) {
      steps.computeIfAbsent(step, key -> new Latencies()).add(System.nanoTime() - stepBegan);
    }
    step = "";
  }

  private Result result(int deployments, double coldSeconds, AppClients clients) {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("deployments", (double) deployments);
    figures.put("first_from_source_to_live_s", coldSeconds);
    figures.put("change_from_source_to_live_p50_ms", whole.percentileMillis(50));
    figures.put("change_from_source_to_live_p99_ms", whole.percentileMillis(99));
    steps.forEach(
        (name, time) -> figures.put("step_" + name + "_p50_ms", time.percentileMillis(50)));
    figures.put("requests", (double) clients.requests());
    figures.put("failed_requests", (double) clients.failed());
    figures.put("mixed", (double) clients.mixed());
    figures.put("broken", (double) deployments / EVERY_NTH_IS_BROKEN);
    figures.put("broken_reported_failed", (double) reported);
    figures.put("broken_with_the_old_still_serving", (double) stillServing);
    figures.put("otherwise_than_expected", (double) unexpected);
    Map<String, Double> peers =
        Map.of("door_response_p99_ms", clients.latencies().percentileMillis(99));
    int wanted = deployments / EVERY_NTH_IS_BROKEN;
    return new Result(
        "deploy",
        figures,
        peers,
        List.of(
            Result.Goal.atLeast("requests", clients.requests(), REQUESTS),
            Result.Goal.atMost("failed_requests", clients.failed(), 0),
            Result.Goal.atLeast("broken_reported_failed", reported, wanted),
            Result.Goal.atLeast("broken_with_the_old_still_serving", stillServing, wanted),
            Result.Goal.atMost("otherwise_than_expected", unexpected, 0)));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(each).toString());
        Files.createDirectories(target.getParent());
        Files.copy(each, target);
      }
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
