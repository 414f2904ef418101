package io.homeport.bench.running;

import io.homeport.bench.Result;
import io.homeport.bench.running.Homecoming.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How many exports come home by themselves: imported, specified, built, live, and signed in to.
 * Each folder of the folder that is named is one.
 */
public final class JourneyBench {

  private static final double SHARE_LIVE = 0.9;

  /**
   * Brings them home one after the other, on the running stack.
   *
   * @param arguments the folder of exports; further ones pick some by name
   */
  public static Result run(List<String> arguments) throws IOException {
    if (arguments.isEmpty()) {
      throw new IllegalArgumentException(
          "Name the folder that holds the exports: ./homeport bench journey FOLDER [NAME…]");
    }
    Stack stack = Stack.running();
    List<Homecoming> all = new ArrayList<>();
    System.out.println(
        "| export | builder | runtime | imported s | specified s | built s | live s | signed in s | statements | stopped by |");
    System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    for (Path folder : folders(Path.of(arguments.get(0)), arguments.subList(1, arguments.size()))) {
      System.err.printf("%s …%n", folder.getFileName());
      Homecoming homecoming = Homecoming.of(folder, stack);
      System.out.println(row(homecoming));
      all.add(homecoming);
    }
    return result(all);
  }

  private static List<Path> folders(Path parent, List<String> names) throws IOException {
    try (Stream<Path> found = Files.list(parent)) {
      return found
          .filter(Files::isDirectory)
          .filter(each -> names.isEmpty() || names.contains(String.valueOf(each.getFileName())))
          .sorted()
          .toList();
    }
  }

  private static String row(Homecoming each) {
    String seconds = Stream.of(Step.values()).map(each::seconds).collect(Collectors.joining(" | "));
    return "| %s | %s | %s | %s | %s | %s |"
        .formatted(
            each.name(),
            each.builder(),
            each.runtime(),
            seconds,
            each.statements().replace("|", "\\|"),
            each.stopped().replace("|", "\\|"));
  }

  private static Result result(List<Homecoming> all) {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("exports", (double) all.size());
    for (Step step : Step.values()) {
      figures.put(
          step.name().toLowerCase(Locale.ROOT),
          (double) all.stream().filter(each -> each.reached(step)).count());
    }
    double live = all.stream().filter(each -> each.reached(Step.LIVE)).count();
    return new Result(
        "journey",
        figures,
        Map.of(),
        List.of(
            Result.Goal.atLeast("share_live", all.isEmpty() ? 0 : live / all.size(), SHARE_LIVE)));
  }

  private JourneyBench() {}
}
