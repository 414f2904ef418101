package io.homeport.bench.running;

import io.homeport.cli.CommandFailed;
import io.homeport.cli.client.DeployedApp;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Resource;
import io.homeport.cli.source.SourceArchive;
import io.homeport.cli.source.SourceFiles;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * One export's way home, as far as it came.
 *
 * @param name the folder's
 * @param took how long each step took, for those that succeeded
 * @param stopped why it went no further; empty when somebody signed in, or nobody can
 * @param statements that its migrations could not apply
 */
record Homecoming(
    String name,
    String builder,
    String runtime,
    Map<Step, Duration> took,
    String stopped,
    String statements) {

  private static final String ENVIRONMENT = "production";

  /** What is done with each export, in order. */
  enum Step {
    IMPORTED,
    SPECIFIED,
    BUILT,
    LIVE,
    SIGNED_IN
  }

  boolean reached(Step step) {
    return took.containsKey(step);
  }

  /** Seconds that a step took; a dash where it was not reached. */
  String seconds(Step step) {
    Duration time = took.get(step);
    return time == null ? "–" : String.format(Locale.ROOT, "%.1f", time.toMillis() / 1e3);
  }

  /** Brings a folder home, uses it, and takes its environment away again. */
  static Homecoming of(Path folder, Stack stack) {
    return new Way(folder, stack).go();
  }

  /** What is known on the way. */
  private static final class Way {
    private final Path folder;
    private final Map<Step, Duration> took = new EnumMap<>(Step.class);
    private final Journey journey;
    private String builder = "";
    private String runtime = "";
    private String stopped = "";
    private String statements = "";
    private long began = System.nanoTime();

    Way(Path folder, Stack stack) {
      this.folder = folder;
      this.journey = stack.journey(this::hear);
    }

    /** The build is over when its files are published. */
    private void hear(String line) {
      if (line.startsWith("publish:") && !took.containsKey(Step.BUILT)) {
        done(Step.BUILT);
      }
    }

    private void done(Step step) {
      took.put(step, Duration.ofNanos(System.nanoTime() - began));
      began = System.nanoTime();
    }

    Homecoming go() {
      try {
        Resource app = journey.createApp("bench-" + UUID.randomUUID().toString().substring(0, 8));
        Resource imported =
            journey.imported(
                journey.importArchive(
                    app,
                    SourceArchive.MEDIA_TYPE,
                    SourceArchive.publish(SourceFiles.of(folder), bytes -> {}),
                    Map.of()));
        builder = imported.text("builder");
        done(Step.IMPORTED);
        Resource spec = journey.specOf(app, imported);
        done(Step.SPECIFIED);
        journey.approve(spec);
        deploy(app, spec);
      } catch (CommandFailed failed) {
        stopped = firstLines(String.valueOf(failed.getMessage()));
      }
      return new Homecoming(
          String.valueOf(folder.getFileName()), builder, runtime, took, stopped, statements);
    }

    private void deploy(Resource app, Resource spec) {
      Resource environment = journey.createEnvironment(app, ENVIRONMENT);
      try {
        began = System.nanoTime();
        Resource approved = journey.api().get("/specs/" + spec.id());
        Resource live = journey.deployed(journey.deploy(app, environment, approved));
        runtime =
            journey.releases(app).stream()
                .findFirst()
                .flatMap(release -> release.optional("runtime"))
                .orElse("");
        done(Step.LIVE);
        statements = live.optional("migrations").orElse("");
        DeployedApp deployed = new DeployedApp(URI.create(environment.text("url")));
        open(deployed);
        if (runtime.equals("supabase")) {
          signIn(deployed);
        }
      } finally {
        journey.api().delete("/environments/" + environment.id());
      }
    }

    private void open(DeployedApp deployed) {
      DeployedApp.Page page = deployed.page("/");
      if (page.status() >= 400) {
        stopped = "its front page answers " + page.status();
      }
    }

    private void signIn(DeployedApp deployed) {
      String unique = UUID.randomUUID().toString();
      deployed.signUp(
          deployed.anonKey(), "ann-" + unique + "@example.com", "Kiln-" + unique, "Ann");
      done(Step.SIGNED_IN);
    }

    private static String firstLines(String text) {
      String joined =
          text.lines().filter(line -> !line.isBlank()).reduce("", (a, b) -> a + " " + b).strip();
      return joined.length() <= 400
          ? joined
          : joined.substring(0, 120) + " … " + joined.substring(joined.length() - 280);
    }
  }
}
