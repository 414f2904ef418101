package io.homeport.deploy.migration.stepping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.homeport.deploy.migration.judging.PostgresParser;
import io.homeport.deploy.migration.judging.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A plan that is being made. Its SQL is written at the end, all of it at once. */
final class Draft {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String SELECT = "SELECT ";

  private final List<Step> steps = new ArrayList<>();
  private final List<String> undo = new ArrayList<>();
  private final List<JsonNode> trees = new ArrayList<>();

  void transaction(String... sql) {
    steps.add(new Step.Transaction(List.of(sql)));
  }

  void add(Step step) {
    steps.add(step);
  }

  /** What is done last is taken back first. */
  void undo(String sql) {
    undo.addFirst(sql);
  }

  /** Stands for a statement until it is written. */
  String sql(String kind, JsonNode body) {
    trees.add(node(kind, body));
    return mark(trees.size() - 1);
  }

  /** Stands for an ALTER TABLE with one command. */
  String alter(TableName table, JsonNode command) {
    ObjectNode statement = NODES.objectNode();
    statement.set("relation", relation(table));
    statement.set("cmds", NODES.arrayNode().add(command));
    statement.put("objtype", "OBJECT_TABLE");
    return sql("AlterTableStmt", statement);
  }

  /** Stands for an expression. */
  String expression(JsonNode expression) {
    ObjectNode target = NODES.objectNode();
    target.set("val", expression);
    ObjectNode select = NODES.objectNode();
    select.set("targetList", NODES.arrayNode().add(node("ResTarget", target)));
    select.put("limitOption", "LIMIT_OPTION_DEFAULT");
    select.put("op", "SETOP_NONE");
    return sql("SelectStmt", select).replace('\u0001', '\u0002');
  }

  static JsonNode node(String kind, JsonNode body) {
    ObjectNode node = NODES.objectNode();
    node.set(kind, body);
    return node;
  }

  static ObjectNode relation(TableName table) {
    return NODES
        .objectNode()
        .put("schemaname", table.schema())
        .put("relname", table.name())
        .put("inh", true)
        .put("relpersistence", "p");
  }

  boolean isEmpty() {
    return steps.isEmpty();
  }

  Plan write(PostgresParser parser) {
    List<String> written = trees.isEmpty() ? List.of() : parser.write(trees);
    UnaryOperator<String> fill =
        sql -> {
          String filled = sql;
          for (int i = 0; i < written.size(); i++) {
            String text = written.get(i);
            filled = filled.replace(mark(i), text);
            if (text.startsWith(SELECT)) {
              filled =
                  filled.replace(
                      mark(i).replace('\u0001', '\u0002'), text.substring(SELECT.length()));
            }
          }
          return filled;
        };
    return new Plan(
        steps.stream().map(step -> written(step, fill)).toList(), undo.stream().map(fill).toList());
  }

  private static Step written(Step step, UnaryOperator<String> fill) {
    return switch (step) {
      case Step.Transaction(var sql) -> new Step.Transaction(sql.stream().map(fill).toList());
      case Step.Index(var sql, var index) -> new Step.Index(fill.apply(sql), index);
      case Step.Outside(var sql) -> new Step.Outside(fill.apply(sql));
      case Step.Fill fills -> fills;
      case Step.Batches(var sql, var table, var key) ->
          new Step.Batches(fill.apply(sql), table, key);
    };
  }

  private static String mark(int number) {
    return "\u0001" + number + "\u0001";
  }
}
