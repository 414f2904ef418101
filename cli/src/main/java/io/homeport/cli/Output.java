package io.homeport.cli;

import io.homeport.cli.client.Json;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Where a command writes. Results go to stdout: for people, or one JSON value; everything on the
 * way goes to stderr.
 */
public final class Output {
  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean json;

  public Output(PrintWriter out, PrintWriter err, boolean json) {
    this.out = out;
    this.err = err;
    this.json = json;
  }

  public boolean isJson() {
    return json;
  }

  /** The result: the value as JSON, or the lines for people. */
  public void result(Object value, String... lines) {
    if (json) {
      out.println(Json.write(value));
    } else {
      Arrays.stream(lines).forEach(out::println);
    }
    out.flush();
  }

  /** A list of results, as a table for people. */
  public void table(Object value, List<String> columns, List<List<String>> rows) {
    result(value, rows.isEmpty() ? new String[] {"none"} : lines(columns, rows));
  }

  /** One line of what is going on. */
  public void progress(String line) {
    err.println(line);
    err.flush();
  }

  /** Why the command ends without a result: one line for people, or the one JSON value. */
  public void failure(CommandFailed failed) {
    failure(failed, UnaryOperator.identity());
  }

  /**
   * Likewise.
   *
   * @param completed makes the commands that the remedy names such as can be typed
   */
  void failure(CommandFailed failed, UnaryOperator<String> completed) {
    String remedy = failed.remedy() == null ? null : completed.apply(failed.remedy());
    if (json) {
      Map<String, Object> error = new LinkedHashMap<>();
      error.put("what", failed.what());
      if (remedy != null) {
        error.put("remedy", remedy);
      }
      error.put("exitCode", failed.exitCode().code());
      out.println(Json.write(Map.of("error", error)));
      out.flush();
    } else {
      err.println("homeport: " + failed.what() + (remedy == null ? "" : " " + remedy));
      err.flush();
    }
  }

  private static String[] lines(List<String> columns, List<List<String>> rows) {
    List<List<String>> all = new ArrayList<>();
    all.add(columns);
    all.addAll(rows);
    int[] widths = new int[columns.size()];
    for (List<String> row : all) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return all.stream().map(row -> line(row, widths)).toArray(String[]::new);
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 2);
    }
    return line.toString().stripTrailing();
  }
}
