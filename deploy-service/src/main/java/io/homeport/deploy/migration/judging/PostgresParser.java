package io.homeport.deploy.migration.judging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.homeport.processes.Command;
import io.homeport.processes.Conversation;
import io.homeport.processes.ProcessException;
import io.homeport.processes.Processes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's own parser, which runs beside this JVM: it reads what strangers wrote. It is started
 * when it is first asked, and serves one thread at a time.
 */
public final class PostgresParser implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MOST_OUTPUT_BYTES = 512L << 20;

  private final Path tools;
  private @Nullable Conversation started;

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
      return JSON.readTree(conversation().ask(JSON.writeValueAsString(Map.of(what, list))));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the parser's answer is not in its form", e);
    } catch (ProcessException e) {
      close();
      throw e;
    }
  }

  private Conversation conversation() {
    if (started == null) {
      started =
          Processes.converse(
              Command.of("node", tools.resolve("src/sql.mjs").toString())
                  .limit(Duration.ofMinutes(1))
                  .maxOutputBytes(MOST_OUTPUT_BYTES));
    }
    return started;
  }

  /** Ends the program; the next question starts another. */
  @Override
  public void close() {
    if (started != null) {
      started.close();
      started = null;
    }
  }
}
