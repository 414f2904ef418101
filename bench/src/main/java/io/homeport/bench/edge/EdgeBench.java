package io.homeport.bench.edge;

import io.homeport.bench.Result;
import io.homeport.gateway.door.EdgeDoor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/**
 * {@code ./homeport bench edge [SECONDS]}: small files and a proxied answer through the door with
 * everything on, beside nginx, Caddy and a bare vertx-http-proxy. Each is asked in turn, for
 * several rounds; figures are medians. Everything runs on this machine, wrk too.
 */
public final class EdgeBench {

  private static final String HOST = "edge--production.apps.localhost";
  private static final int CONNECTIONS = 32;
  private static final int ROUNDS = 3;
  private static final int WARM_UP_SECONDS = 4;

  /** Until then a JVM compiles more than it answers. */
  private static final int WARM_UP_REQUESTS = 60_000;

  private static final int WARM_UPS = 6;

  /** What is asked of whom. */
  private record Question(String name, Servers.Server server, String path) {}

  /**
   * What came of it.
   *
   * @param cpu microseconds of processor time for each request
   */
  private record Figures(double perSecond, double p99, double cpu, long failed) {}

  public static void main(String... arguments) throws Exception {
    int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 4;
    for (String needed : List.of("wrk", "nginx")) {
      if (!Servers.isThere(needed)) {
        System.err.printf("bench edge needs %1$s. Install it: apt install %1$s%n", needed);
        System.exit(1);
      }
    }
    Path folder = Files.createTempDirectory("bench-edge");
    try (Servers servers = new Servers(folder)) {
      System.out.println(measure(servers, files(folder), seconds).toTable());
    }
    System.exit(0);
  }

  private static Result measure(Servers servers, Path files, int seconds) throws Exception {
    Servers.Server nginx = servers.nginx(files);
    Servers.Server backend = servers.nginx(files);
    int doorPort = Servers.freePort();
    Servers.Server door =
        servers.java(
            EdgeDoor.class, doorPort, files.toString(), "http://127.0.0.1:" + backend.port(), HOST);
    Servers.Server bare =
        servers.java(BareProxy.class, Servers.freePort(), Integer.toString(backend.port()));
    List<Question> questions = new ArrayList<>();
    for (String size : List.of("1k", "14k")) {
      questions.add(new Question("static_" + size + "_door", door, "/" + size + ".html"));
      questions.add(new Question("static_" + size + "_nginx", nginx, "/" + size + ".html"));
      if (Servers.isThere("caddy")) {
        Servers.Server caddy = servers.caddy(files);
        questions.add(new Question("static_" + size + "_caddy", caddy, "/" + size + ".html"));
      }
    }
    questions.add(new Question("proxied_1k_door", door, "/rest/v1/1k.html"));
    questions.add(new Question("proxied_1k_bare", bare, "/rest/v1/1k.html"));
    return result(asked(questions, seconds));
  }

  private static Map<String, Figures> asked(List<Question> questions, int seconds)
      throws Exception {
    for (Question question : questions) {
      System.err.println("warming up " + question.name());
      double requests = 0;
      for (int time = 0; time < WARM_UPS && requests < WARM_UP_REQUESTS; time++) {
        requests += ask(question, WARM_UP_SECONDS).perSecond() * WARM_UP_SECONDS;
      }
    }
    Map<String, List<Figures>> found = new LinkedHashMap<>();
    for (int round = 1; round <= ROUNDS; round++) {
      for (Question question : questions) {
        Figures figures = ask(question, seconds);
        System.err.printf(
            "round %d %s: %.0f/s, p99 %.2f ms, %.1f us%n",
            round, question.name(), figures.perSecond(), figures.p99(), figures.cpu());
        found.computeIfAbsent(question.name(), name -> new ArrayList<>()).add(figures);
      }
    }
    Map<String, Figures> medians = new LinkedHashMap<>();
    found.forEach((name, all) ->
        medians.put(
            name,
            new Figures(
                median(all, Figures::perSecond),
                median(all, Figures::p99),
                median(all, Figures::cpu),
                all.stream().mapToLong(Figures::failed).sum())));
    return medians;
  }

  private static Figures ask(Question question, int seconds)
      throws IOException, InterruptedException {
    double before = question.server().cpuSeconds();
    Load load =
        Load.put(
            "http://127.0.0.1:" + question.server().port() + question.path(),
            HOST,
            CONNECTIONS,
            seconds);
    double cpu = (question.server().cpuSeconds() - before) * 1e6 / load.requests();
    return new Figures(load.perSecond(), load.p99(), cpu, load.failed());
  }

  private static Result result(Map<String, Figures> found) {
    Map<String, Double> ours = new LinkedHashMap<>();
    Map<String, Double> peers = new LinkedHashMap<>();
    List<Result.Goal> goals = new ArrayList<>();
    long failed = 0;
    for (Map.Entry<String, Figures> each : found.entrySet()) {
      Map<String, Double> into = each.getKey().endsWith("_door") ? ours : peers;
      into.put(each.getKey() + "_per_s", (double) Math.round(each.getValue().perSecond()));
      into.put(each.getKey() + "_p99_ms", each.getValue().p99());
      into.put(each.getKey() + "_cpu_us", each.getValue().cpu());
      failed += each.getValue().failed();
    }
    for (String size : List.of("1k", "14k")) {
      double door = of(found, "static_" + size + "_door").perSecond();
      goals.add(
          Result.Goal.atLeast(
              "static_" + size + " of nginx's",
              door / of(found, "static_" + size + "_nginx").perSecond(),
              0.5));
      if (found.containsKey("static_" + size + "_caddy")) {
        goals.add(
            Result.Goal.atLeast(
                "static_" + size + " of Caddy's",
                door / of(found, "static_" + size + "_caddy").perSecond(),
                1));
      }
    }
    goals.add(
        Result.Goal.atMost(
            "proxied_1k cpu of the bare proxy's",
            of(found, "proxied_1k_door").cpu() / of(found, "proxied_1k_bare").cpu(),
            1.5));
    goals.add(Result.Goal.atMost("failed", failed, 0));
    return new Result("edge", ours, peers, goals);
  }

  private static Figures of(Map<String, Figures> found, String name) {
    Figures figures = found.get(name);
    if (figures == null) {
      throw new IllegalStateException(name + " was not measured");
    }
    return figures;
  }

  private static double median(List<Figures> all, ToDoubleFunction<Figures> what) {
    double[] sorted = all.stream().mapToDouble(what).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static Path files(Path folder) throws IOException {
    Path files = Files.createDirectories(folder.resolve("files"));
    Files.createDirectories(folder.resolve("tmp"));
    Random random = new Random(1);
    for (Map.Entry<String, Integer> file : Map.of("1k", 1_024, "14k", 14 * 1_024).entrySet()) {
      byte[] content = new byte[file.getValue()];
      for (int at = 0; at < content.length; at++) {
        content[at] = (byte) ('a' + random.nextInt(26));
      }
      Files.write(files.resolve(file.getKey() + ".html"), content);
    }
    return files;
  }

  private EdgeBench() {}
}
