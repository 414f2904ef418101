package io.homeport.deploy.migration.stepping;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.homeport.deploy.migration.judging.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs plans. Each step's end is recorded in the transaction that does it, or the step does nothing
 * the second time: whoever is killed goes on where it stood.
 */
public final class StepRunner {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Connection owner;
  private final Progress progress;
  private final Patience patience;

  /** A statement of a migration. */
  public record Of(String version, int statement, String digest) {}

  public StepRunner(Connection owner, Progress progress, Patience patience) {
    this.owner = owner;
    this.progress = progress;
    this.patience = patience;
  }

  /** Keeps the plan, then runs it. */
  public void begin(Of of, Plan plan) throws SQLException {
    progress.begin(of.version(), of.statement(), of.digest(), plan);
    owner.commit();
    goOn(of, plan, 0, null);
  }

  /**
   * Runs what is left of a plan. When a step fails for good, what the plan did is taken back.
   *
   * @throws Patience.LocksHeld when it can be gone on with later
   */
  public void goOn(Of of, Plan plan, int from, @Nullable String position) throws SQLException {
    String at = position;
    for (int i = from; i < plan.steps().size(); i++) {
      try {
        run(of, plan.steps().get(i), i, at);
      } catch (SQLException e) {
        if (isForGood(e)) {
          undo(of, plan);
        }
        throw e;
      }
      at = null;
    }
    progress.done(of.version(), of.statement(), of.digest());
    owner.commit();
  }

  private static boolean isForGood(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return !Patience.isBusy(e) && !state.startsWith("08") && !state.startsWith("57P");
  }

  private void undo(Of of, Plan plan) throws SQLException {
    owner.rollback();
    for (String sql : plan.undo()) {
      if (sql.contains(" concurrently ")) {
        outside(sql);
      } else {
        patience.transaction(owner, () -> execute(sql));
      }
    }
    progress.forget(of.version(), of.statement());
    owner.commit();
  }

  private void run(Of of, Step step, int number, @Nullable String position) throws SQLException {
    switch (step) {
      case Step.Transaction(List<String> sql) ->
          patience.transaction(
              owner,
              () -> {
                for (String each : sql) {
                  execute(each);
                }
                progress.at(of.version(), of.statement(), number + 1, null);
              });
      case Step.Index index -> {
        makeIndex(index);
        stepDone(of, number);
      }
      case Step.Outside(String sql) -> {
        outside(sql);
        stepDone(of, number);
      }
      case Step.Fill fill -> {
        fill(of, fill, number, position == null ? 0 : Long.parseLong(position));
        stepDone(of, number);
      }
      case Step.Batches batches ->
          batches(of, batches, number, position == null ? List.of() : words(position));
    }
  }

  private void stepDone(Of of, int number) throws SQLException {
    progress.at(of.version(), of.statement(), number + 1, null);
    owner.commit();
  }

  /** One that was cut off before is there and is not valid: it is dropped and made again. */
  private void makeIndex(Step.Index step) throws SQLException {
    Boolean valid = isValid(step.index());
    if (Boolean.FALSE.equals(valid)) {
      outside("drop index concurrently if exists " + step.index().quoted());
    }
    if (!Boolean.TRUE.equals(valid)) {
      outside(step.sql());
    }
    if (!Boolean.TRUE.equals(isValid(step.index()))) {
      throw new SQLException("the index " + step.index() + " did not become valid", "55000");
    }
  }

  private @Nullable Boolean isValid(TableName index) throws SQLException {
    try (PreparedStatement query =
        owner.prepareStatement(
            "select i.indisvalid from pg_index i join pg_class c on c.oid = i.indexrelid"
                + " join pg_namespace n on n.oid = c.relnamespace"
                + " where n.nspname = ? and c.relname = ?")) {
      query.setString(1, index.schema());
      query.setString(2, index.name());
      ResultSet row = query.executeQuery();
      Boolean valid = row.next() ? row.getBoolean(1) : null;
      owner.commit();
      return valid;
    }
  }

  /** What runs concurrently waits for others' transactions, and nobody waits for it. */
  private void outside(String sql) throws SQLException {
    owner.commit();
    owner.setAutoCommit(true);
    try {
      execute("set lock_timeout = " + patience.deadline().toMillis());
      execute("set statement_timeout = 0");
      execute(sql);
    } finally {
      if (!owner.isClosed()) {
        execute("set lock_timeout = " + patience.lock().toMillis());
        execute("set statement_timeout = '10min'");
        owner.setAutoCommit(false);
      }
    }
  }

  private void fill(Of of, Step.Fill fill, int number, long from) throws SQLException {
    String table = fill.table().quoted();
    String column = TableName.quoted(fill.column());
    long blocks =
        Long.parseLong(
            ask(
                "select pg_relation_size('%s'::regclass) / current_setting('block_size')::int"
                    .formatted(table.replace("'", "''"))));
    var pace = new Pace(16, 512);
    long block = from;
    while (block < blocks) {
      long end = block + pace.size();
      String sql =
          "update %s set %s = default where %s is null and ctid >= '(%d,0)' and ctid < '(%d,0)'"
              .formatted(table, column, column, block, end);
      pace.time(() ->
          patience.transaction(
              owner,
              () -> {
                execute("set local session_replication_role = replica");
                execute(sql);
                progress.at(of.version(), of.statement(), number, Long.toString(end));
              }));
      block = end;
    }
  }

  private void batches(Of of, Step.Batches batches, int number, List<String> from)
      throws SQLException {
    List<String> types = types(batches);
    String key =
        batches.key().stream().map(TableName::quoted).collect(Collectors.joining(", ", "(", ")"));
    var pace = new Pace(500, 10_000);
    List<String> last = from;
    while (true) {
      List<String> end = keyAfter(batches, key, types, last, pace.size());
      String after = last.isEmpty() ? "" : " and " + key + " > " + values(last, types);
      String until = end.isEmpty() ? "" : " and " + key + " <= " + values(end, types);
      pace.time(() ->
          patience.transaction(
              owner,
              () -> {
                execute(batches.sql() + after + until);
                // The last batch ends the step: done twice, it might count twice.
                if (end.isEmpty()) {
                  progress.at(of.version(), of.statement(), number + 1, null);
                } else {
                  progress.at(of.version(), of.statement(), number, json(end));
                }
              }));
      if (end.isEmpty()) {
        return;
      }
      last = end;
    }
  }

  /** The key of the row so many rows further on; empty behind the last. */
  private List<String> keyAfter(
      Step.Batches batches, String key, List<String> types, List<String> last, long rows)
      throws SQLException {
    String columns =
        batches.key().stream()
            .map(each -> TableName.quoted(each) + "::text")
            .collect(Collectors.joining(", "));
    String sql =
        "select %s from %s%s order by %s offset %d limit 1"
            .formatted(
                columns,
                batches.table().quoted(),
                last.isEmpty() ? "" : " where " + key + " > " + values(last, types),
                key.substring(1, key.length() - 1),
                rows - 1);
    var values = new ArrayList<String>();
    try (var query = owner.createStatement();
        ResultSet row = query.executeQuery(sql)) {
      if (row.next()) {
        for (int i = 1; i <= batches.key().size(); i++) {
          values.add(row.getString(i));
        }
      }
    }
    owner.commit();
    return values;
  }

  private List<String> types(Step.Batches batches) throws SQLException {
    var types = new ArrayList<String>();
    for (String column : batches.key()) {
      types.add(
          ask(
              "select format_type(atttypid, atttypmod) from pg_attribute where attrelid = '%s'::regclass and attname = '%s'"
                  .formatted(
                      batches.table().quoted().replace("'", "''"), column.replace("'", "''"))));
    }
    return types;
  }

  private static String values(List<String> values, List<String> types) {
    var casts = new ArrayList<String>();
    for (int i = 0; i < values.size(); i++) {
      casts.add("'" + values.get(i).replace("'", "''") + "'::" + types.get(i));
    }
    return "(" + String.join(", ", casts) + ")";
  }

  private String ask(String query) throws SQLException {
    try (var statement = owner.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  private void execute(String sql) throws SQLException {
    try (var statement = owner.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    }
  }

  private static String json(List<String> words) {
    try {
      return JSON.writeValueAsString(words);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("words are always writable", e);
    }
  }

  private static List<String> words(String json) {
    try {
      return List.of(JSON.readValue(json, String[].class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a kept position is not in its form", e);
    }
  }
}
