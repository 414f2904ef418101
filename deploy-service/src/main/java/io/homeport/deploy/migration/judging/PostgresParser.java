package io.homeport.deploy.migration.judging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.homeport.processes.Command;
import io.homeport.processes.Input;
import io.homeport.processes.Processes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** PostgreSQL's own parser, which runs beside this JVM: it reads what strangers wrote. */
public final class PostgresParser {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MOST_OUTPUT_BYTES = 512L << 20;

  private final Path tools;

  /**
   * @param tools the folder {@code runtimes/migrations}, with its packages installed
   */
  public PostgresParser(Path tools) {
    this.tools = tools.toAbsolutePath().normalize();
  }

  /** Each statement's tree; empty where PostgreSQL would not take the statement. */
  public List<Optional<ParsedStatement>> parse(List<String> statements) {
    var parsed = new ArrayList<Optional<ParsedStatement>>();
    for (JsonNode each : statements.isEmpty() ? List.<JsonNode>of() : ask("parse", statements)) {
      parsed.add(
          each.isNull()
              ? Optional.empty()
              : Optional.of(
                  new ParsedStatement(
                      new SqlTree(each.path("tree")), trials(each.path("trials")))));
    }
    return parsed;
  }

  /** The SQL of trees. */
  public List<String> write(List<JsonNode> trees) {
    var sql = new ArrayList<String>();
    ask("deparse", trees).forEach(each -> sql.add(each.asText()));
    return sql;
  }

  private static Map<Integer, String> trials(JsonNode list) {
    var trials = new TreeMap<Integer, String>();
    list.forEach(each -> trials.put(each.path("command").asInt(), each.path("sql").asText()));
    return trials;
  }

  private JsonNode ask(String what, List<?> list) {
    try {
      String answer =
          Processes.run(
                  Command.of("node", tools.resolve("src/sql.mjs").toString())
                      .limit(Duration.ofMinutes(1))
                      .maxOutputBytes(MOST_OUTPUT_BYTES),
                  Input.of(JSON.writeValueAsString(Map.of(what, list))))
              .orThrow()
              .stdout();
      return JSON.readTree(answer);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the parser's answer is not in its form", e);
    }
  }
}
