package io.homeport.deploy.migration.stepping;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.homeport.deploy.migration.judging.Catalogue;
import io.homeport.deploy.migration.judging.Catalogue.Relation;
import io.homeport.deploy.migration.judging.Mechanical;
import io.homeport.deploy.migration.judging.ObjectNames;
import io.homeport.deploy.migration.judging.ParsedStatement;
import io.homeport.deploy.migration.judging.PostgresParser;
import io.homeport.deploy.migration.judging.SqlTree;
import io.homeport.deploy.migration.judging.TableName;
import io.homeport.deploy.migration.judging.Trials;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes a statement apart into steps, where it would hold a large table for long. The steps leave
 * behind what the statement would have left.
 */
public final class Stepper {
  private static final Set<String> OUTSIDE = Set.of("VacuumStmt");

  private final PostgresParser parser;

  public Stepper(PostgresParser parser) {
    this.parser = parser;
  }

  /** Whether a look at the catalogue is worth it. */
  public static boolean mayNeedSteps(SqlTree statement) {
    return switch (statement.kind()) {
      case "AlterTableStmt",
          "IndexStmt",
          "DropStmt",
          "UpdateStmt",
          "DeleteStmt",
          "RefreshMatViewStmt",
          "AlterEnumStmt" ->
          true;
      default -> OUTSIDE.contains(statement.kind());
    };
  }

  /**
   * The steps; empty when the statement is run as it is.
   *
   * @param sql the statement
   * @param mayFill whether rows can be filled without their triggers noticing
   */
  public Optional<Plan> plan(
      String sql, ParsedStatement statement, Catalogue catalogue, Trials trials, boolean mayFill)
      throws SQLException {
    SqlTree tree = statement.tree();
    Draft draft = new Draft();
    Optional<Relation> large = tree.relation().flatMap(catalogue::find).filter(catalogue::isLarge);
    switch (tree.kind()) {
      case "AlterTableStmt" -> {
        if (large.filter(Relation::isPlainTable).isPresent()
            && tree.text("objtype").equals("OBJECT_TABLE")) {
          new AlterTableSteps(large.get(), catalogue, draft)
              .plan(
                  statement, command -> rewrites(trials, large.get(), statement, command), mayFill);
        }
      }
      case "IndexStmt" -> {
        if (large.filter(each -> each.isPlainTable() || each.kind() == 'm').isPresent()) {
          index(tree, large.get(), catalogue, draft);
        }
      }
      case "DropStmt" -> dropIndex(tree, catalogue, draft);
      case "UpdateStmt", "DeleteStmt" -> {
        if (large.isPresent() && Mechanical.goesInBatches(tree, large.get())) {
          draft.add(new Step.Batches(batch(tree, draft), large.get().name(), large.get().key()));
        }
      }
      case "RefreshMatViewStmt" ->
          tree.relation()
              .flatMap(catalogue::find)
              .filter(view -> !view.isEmpty() && view.uniquelyIndexed())
              .ifPresent(view ->
                  draft.transaction(
                      "refresh materialized view concurrently " + view.name().quoted()));
      case "AlterEnumStmt" -> {
        // A new value can be used from the next transaction on.
        if (tree.text("oldVal").isEmpty()) {
          draft.transaction(sql);
        }
      }
      default -> {
        if (OUTSIDE.contains(tree.kind())) {
          draft.add(new Step.Outside(sql));
        }
      }
    }
    return draft.isEmpty() ? Optional.empty() : Optional.of(draft.write(parser));
  }

  private static boolean rewrites(
      Trials trials, Relation table, ParsedStatement statement, int command) {
    String trial = statement.trials().get(command);
    try {
      return trial != null && trials.rewrites(table.name(), trial);
    } catch (SQLException e) {
      throw new IllegalStateException("whether the table is written anew cannot be tried", e);
    }
  }

  private static void index(SqlTree tree, Relation table, Catalogue catalogue, Draft draft) {
    String given = tree.text("idxname");
    TableName name =
        given.isEmpty()
            ? free(catalogue, ObjectNames.ofIndex(table.name(), columns(tree)), table.name())
            : new TableName(table.name().schema(), given);
    if (catalogue.find(name).isPresent()) {
      return;
    }
    ObjectNode body = tree.body().deepCopy();
    body.put("idxname", name.name());
    body.put("concurrent", true);
    body.remove("if_not_exists");
    body.set("relation", Draft.relation(table.name()));
    draft.add(new Step.Index(draft.sql("IndexStmt", body), name));
    draft.undo("drop index concurrently if exists " + name.quoted());
  }

  private static List<String> columns(SqlTree index) {
    return ObjectNames.columnsOf(index);
  }

  /** Where a name is taken, PostgreSQL puts numbers behind it. */
  static TableName free(Catalogue catalogue, String wanted, TableName table) {
    TableName name = new TableName(table.schema(), wanted);
    for (int i = 1; catalogue.find(name).isPresent(); i++) {
      name = new TableName(table.schema(), wanted + i);
    }
    return name;
  }

  private static void dropIndex(SqlTree tree, Catalogue catalogue, Draft draft) {
    if (!tree.text("removeType").equals("OBJECT_INDEX")
        || tree.get("objects").size() != 1
        || tree.text("behavior").equals("DROP_CASCADE")) {
      return;
    }
    TableName index =
        ObjectNames.table(tree.list("objects").getFirst().node().path("List").path("items"));
    catalogue
        .find(index)
        .flatMap(Relation::of)
        .flatMap(catalogue::find)
        .filter(catalogue::isLarge)
        .filter(Relation::isPlainTable)
        .ifPresent(table ->
            draft.add(new Step.Outside("drop index concurrently if exists " + index.quoted())));
  }

  /** With a condition that a range of the key can be added to. */
  private static String batch(SqlTree tree, Draft draft) {
    var nodes = JsonNodeFactory.instance;
    ObjectNode body = tree.body().deepCopy();
    var conditions = nodes.arrayNode();
    if (body.has("whereClause")) {
      conditions.add(body.get("whereClause"));
    }
    var always =
        Draft.node(
            "A_Const", nodes.objectNode().set("boolval", nodes.objectNode().put("boolval", true)));
    conditions.add(always);
    body.set(
        "whereClause",
        conditions.size() == 1
            ? always
            : Draft.node(
                "BoolExpr", nodes.objectNode().put("boolop", "AND_EXPR").set("args", conditions)));
    return draft.sql(tree.kind(), body);
  }
}
