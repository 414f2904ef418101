package io.homeport.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a benchmark found.
 *
 * @param figures ours, by name; the unit is in the name
 * @param peers what stands beside them, measured in the same run
 */
public record Result(
    String name, Map<String, Double> figures, Map<String, Double> peers, List<Goal> goals) {

  /**
   * What a figure is to be.
   *
   * @param goal the bound, as text such as {@code <= 50}
   */
  public record Goal(String name, double value, String goal, boolean met) {

    /** A figure that is to be no more than this. */
    public static Goal atMost(String name, double value, double bound) {
      return new Goal(name, value, "<= " + number(bound), value <= bound);
    }

    /** A figure that is to be no less than this. */
    public static Goal atLeast(String name, double value, double bound) {
      return new Goal(name, value, ">= " + number(bound), value >= bound);
    }
  }

  String toJson() {
    try {
      return new ObjectMapper().writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of numbers is always writable", e);
    }
  }

  public String toTable() {
    StringBuilder table = new StringBuilder(name).append('\n');
    figures.forEach((key, value) -> line(table, key, number(value), ""));
    peers.forEach((key, value) -> line(table, key, number(value), "(beside)"));
    goals.forEach(goal ->
        line(
            table,
            "goal " + goal.name() + " " + goal.goal(),
            number(goal.value()),
            goal.met() ? "met" : "MISSED"));
    return table.toString();
  }

  private static void line(StringBuilder table, String key, String value, String note) {
    table.append(
        String.format(Locale.ROOT, "  %-46s %12s  %s%n", key, value, note).stripTrailing());
    table.append('\n');
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.2f", value);
  }
}
