package io.homeport.bench;

import io.homeport.bench.running.DensityBench;
import io.homeport.bench.running.DeployBench;
import io.homeport.bench.running.JourneyBench;
import io.homeport.bench.running.RollbackBench;
import io.homeport.bench.running.RuntimeBench;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * {@code ./homeport bench NAME [ARGUMENT…] [--json]}. Exit codes: 0 measured (whether or not the
 * goals are met, which the result says), 1 it could not be measured, 2 there is no such benchmark.
 */
@QuarkusMain
public final class Bench {

  /** A benchmark, bounded in time. */
  @FunctionalInterface
  interface Measurement {
    Result measure(List<String> arguments) throws Exception;
  }

  private static final Map<String, Measurement> BY_NAME =
      Map.ofEntries(
          Map.entry("density", arguments -> DensityBench.run()),
          Map.entry("deploy", DeployBench::run),
          Map.entry("events", arguments -> EventsBench.run()),
          Map.entry("journey", JourneyBench::run),
          Map.entry("rollback", arguments -> RollbackBench.run()),
          Map.entry("runtime", arguments -> RuntimeBench.run()));

  public static void main(String... arguments) throws Exception {
    List<String> words = Arrays.asList(arguments);
    boolean json = words.contains("--json");
    List<String> named = words.stream().filter(word -> !word.startsWith("-")).toList();
    String name = named.isEmpty() ? "" : named.get(0);
    Measurement measurement = BY_NAME.get(name);
    if (measurement == null) {
      System.err.printf(
          "There is no benchmark '%s'. Choose one of: %s.%n",
          name, String.join(", ", BY_NAME.keySet().stream().sorted().toList()));
      System.exit(2);
      return;
    }
    // Until Quarkus runs, which not every benchmark needs, nothing else says how much is logged.
    Logger.getLogger("").setLevel(Level.WARNING);
    // A visitor names the app by its host while the connection goes to this machine.
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    Result result = measurement.measure(named.subList(1, named.size()));
    System.out.println(json ? result.toJson() : result.toTable());
    System.exit(0);
  }

  private Bench() {}
}
