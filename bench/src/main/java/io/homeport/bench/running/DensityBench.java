package io.homeport.bench.running;

import io.homeport.bench.Result;
import io.homeport.cli.client.DeployedApp;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Resource;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * How many apps fit into 8 GB beside Homeport itself: the demo's release in further environments,
 * idle at first, then with a person who signs in, reads and writes. What is counted is the
 * proportional share of memory of every process that belongs to the stack, so that what processes
 * share is counted once.
 */
public final class DensityBench {

  private static final String APP = "kiln";
  private static final int ENVIRONMENTS = 6;
  private static final double MACHINE_MIB = 8 * 1024.0;
  private static final int SETTLE_MS = 8_000;
  private static final int ROUNDS = 20;

  private final Stack stack;
  private final Journey journey;
  private final List<Resource> environments = new ArrayList<>();

  private DensityBench(Stack stack) {
    this.stack = stack;
    this.journey = stack.journey(line -> {});
  }

  /** Deploys, measures, and takes the environments away again. */
  public static Result run() throws Exception {
    return new DensityBench(Stack.running()).measure();
  }

  private Result measure() throws Exception {
    Resource app = journey.app(APP);
    double before = settledMib();
    try {
      for (int i = 0; i < ENVIRONMENTS; i++) {
        System.err.printf("environment %d of %d …%n", i + 1, ENVIRONMENTS);
        Resource environment =
            journey.createEnvironment(
                app, "density-" + UUID.randomUUID().toString().substring(0, 8));
        environments.add(environment);
        journey.deployed(journey.deploy(app, environment));
      }
      double idle = (settledMib() - before) / ENVIRONMENTS;
      for (Resource environment : environments) {
        use(new DeployedApp(URI.create(environment.text("url"))));
      }
      double used = (settledMib() - before) / ENVIRONMENTS;
      return result(before, idle, used);
    } finally {
      for (Resource environment : environments) {
        journey.api().delete("/environments/" + environment.id());
      }
    }
  }

  private static void use(DeployedApp app) {
    String key = app.anonKey();
    String unique = UUID.randomUUID().toString();
    DeployedApp.User user =
        app.signUp(key, "bench-" + unique + "@example.com", "Kiln-" + unique, "Bench");
    for (int i = 0; i < ROUNDS; i++) {
      app.insert(key, user, "maker_notes", Map.of("user_id", user.id(), "body", "note " + i));
      app.select(key, user, "maker_notes?select=id,body");
    }
  }

  private static Result result(double platform, double idle, double used) {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("mib_per_idle_app", idle);
    figures.put("mib_per_lightly_used_app", used);
    figures.put("idle_apps_in_8_gb", Math.floor((MACHINE_MIB - platform) / idle));
    figures.put("lightly_used_apps_in_8_gb", Math.floor((MACHINE_MIB - platform) / used));
    return new Result("density", figures, Map.of("mib_of_homeport_itself", platform), List.of());
  }

  private double settledMib() throws IOException, InterruptedException {
    Thread.sleep(SETTLE_MS);
    double mib = 0;
    List<ProcessHandle> own = ProcessHandle.allProcesses().filter(this::isOfStack).toList();
    for (ProcessHandle each : own) {
      mib += proportionalMib(each.pid()).orElse(0.0);
    }
    return mib;
  }

  /** Every process of the stack has the folder of its state in its command, or its parent has. */
  private boolean isOfStack(ProcessHandle process) {
    if (process.pid() == ProcessHandle.current().pid()) {
      return false;
    }
    Optional<ProcessHandle> each = Optional.of(process);
    while (each.isPresent()) {
      if (commandLine(each.get().pid()).contains(stack.state().toString())) {
        return each.get().pid() != ProcessHandle.current().pid();
      }
      each = each.get().parent();
    }
    return false;
  }

  private static String commandLine(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/cmdline"));
    } catch (IOException gone) {
      return "";
    }
  }

  private static Optional<Double> proportionalMib(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
      return lines
          .filter(line -> line.startsWith("Pss:"))
          .map(line -> Double.parseDouble(line.replaceAll("\\D+", "")) / 1024)
          .findFirst();
    } catch (IOException gone) {
      return Optional.empty();
    }
  }
}
