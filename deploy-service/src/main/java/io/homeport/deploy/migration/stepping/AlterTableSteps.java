package io.homeport.deploy.migration.stepping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.homeport.deploy.migration.judging.Catalogue;
import io.homeport.deploy.migration.judging.Catalogue.Column;
import io.homeport.deploy.migration.judging.Catalogue.Relation;
import io.homeport.deploy.migration.judging.ObjectNames;
import io.homeport.deploy.migration.judging.ParsedStatement;
import io.homeport.deploy.migration.judging.SqlTree;
import io.homeport.deploy.migration.judging.TableName;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/** The steps of an ALTER TABLE: each of its commands by itself, in their order. */
final class AlterTableSteps {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final TableName table;
  private final Relation relation;
  private final Catalogue catalogue;
  private final Draft draft;

  AlterTableSteps(Relation relation, Catalogue catalogue, Draft draft) {
    this.table = relation.name();
    this.relation = relation;
    this.catalogue = catalogue;
    this.draft = draft;
  }

  /**
   * Plans nothing when every command is quick.
   *
   * @param rewrites whether the command with a number writes the table anew
   */
  void plan(ParsedStatement statement, IntPredicate rewrites, boolean mayFill) {
    List<SqlTree> commands = statement.tree().list("cmds");
    boolean anySlow = false;
    for (int i = 0; i < commands.size(); i++) {
      boolean rewriting = rewrites.test(i);
      Slow slow = Slow.of(commands.get(i), rewriting, relation);
      if (slow == Slow.IMPOSSIBLE
          || slow == Slow.FILL && (!mayFill || relation.forcesRowSecurity())) {
        return;
      }
      anySlow |= slow != Slow.NO;
    }
    if (!anySlow) {
      return;
    }
    for (int i = 0; i < commands.size(); i++) {
      command(commands.get(i), Slow.of(commands.get(i), rewrites.test(i), relation));
    }
  }

  private void command(SqlTree command, Slow slow) {
    String subtype = command.text("subtype");
    if (slow == Slow.NO) {
      draft.transaction(draft.alter(table, command.node()));
      if (subtype.equals("AT_AddColumn")) {
        undoColumn(command.child("def").text("colname"));
      }
    } else {
      switch (subtype) {
        case "AT_AddConstraint" -> constraint(command.child("def"));
        case "AT_SetNotNull" -> notNull(command.text("name"));
        case "AT_AddColumn" -> column(command, slow);
        default -> throw new IllegalStateException(subtype + " has no steps");
      }
    }
  }

  private void column(SqlTree command, Slow slow) {
    SqlTree definition = command.child("def");
    String column = definition.text("colname");
    var filling = new FillingSteps(table, column, draft);
    if (slow == Slow.FILL) {
      filling.add(command);
    } else {
      draft.transaction(draft.alter(table, FillingSteps.withOnly(command, Slow.QUICK_WITH_COLUMN)));
      undoColumn(column);
    }
    List<SqlTree> constraints = definition.list("constraints");
    if (slow == Slow.FILL && FillingSteps.isRequired(definition)) {
      notNull(column);
    }
    if (slow == Slow.FILL) {
      filling.makeIdentity(constraints);
    }
    for (SqlTree constraint : constraints) {
      if (!Slow.QUICK_WITH_COLUMN.contains(constraint.text("contype"))
          && !constraint.text("contype").equals("CONSTR_IDENTITY")) {
        constraint(new SqlTree(Draft.node("Constraint", ofTable(constraint, column))));
      }
    }
  }

  /** A column's constraint as one of the table. */
  private static ObjectNode ofTable(SqlTree constraint, String column) {
    ObjectNode body = constraint.body().deepCopy();
    ArrayNode columns =
        NODES.arrayNode().add(Draft.node("String", NODES.objectNode().put("sval", column)));
    switch (constraint.text("contype")) {
      case "CONSTR_FOREIGN" -> body.set("fk_attrs", columns);
      case "CONSTR_UNIQUE", "CONSTR_PRIMARY" -> body.set("keys", columns);
      default -> {}
    }
    return body;
  }

  private void constraint(SqlTree constraint) {
    String wanted = ObjectNames.of(table, constraint);
    switch (constraint.text("contype")) {
      case "CONSTR_CHECK", "CONSTR_FOREIGN" ->
          validated(constraint, freeConstraint(constraint, wanted));
      case "CONSTR_UNIQUE", "CONSTR_PRIMARY" -> indexed(constraint, freeIndex(constraint, wanted));
      default -> throw new IllegalStateException("a constraint without steps");
    }
  }

  /** It holds for new rows at once, for the old ones once they are looked through. */
  private void validated(SqlTree constraint, String name) {
    ObjectNode body = constraint.body().deepCopy();
    body.put("conname", name);
    body.put("skip_validation", true);
    body.remove("initially_valid");
    draft.transaction(addConstraint(body));
    draft.transaction(
        "alter table " + table.quoted() + " validate constraint " + TableName.quoted(name));
    undoConstraint(name);
  }

  private void indexed(SqlTree constraint, TableName index) {
    if (constraint.text("contype").equals("CONSTR_PRIMARY")) {
      SqlTree.words(constraint.get("keys")).stream()
          .filter(each -> column(each).filter(Column::required).isEmpty())
          .filter(each -> column(each).isPresent())
          .forEach(this::notNull);
    }
    ObjectNode made = NODES.objectNode();
    made.put("idxname", index.name());
    made.set("relation", Draft.relation(table));
    made.put("accessMethod", "btree");
    made.set("indexParams", elements(constraint.get("keys")));
    if (!constraint.get("including").isMissingNode()) {
      made.set("indexIncludingParams", elements(constraint.get("including")));
    }
    made.put("unique", true);
    made.put("concurrent", true);
    if (constraint.get("nulls_not_distinct").asBoolean()) {
      made.put("nulls_not_distinct", true);
    }
    draft.add(new Step.Index(draft.sql("IndexStmt", made), index));
    draft.undo("drop index concurrently if exists " + index.quoted());

    ObjectNode body = NODES.objectNode();
    body.put("contype", constraint.text("contype"));
    body.put("conname", index.name());
    body.put("indexname", index.name());
    for (String flag : List.of("deferrable", "initdeferred")) {
      if (constraint.get(flag).asBoolean()) {
        body.put(flag, true);
      }
    }
    draft.transaction(addConstraint(body));
    undoConstraint(index.name());
  }

  private static ArrayNode elements(JsonNode columns) {
    ArrayNode elements = NODES.arrayNode();
    SqlTree.words(columns)
        .forEach(column ->
            elements.add(
                Draft.node(
                    "IndexElem",
                    NODES
                        .objectNode()
                        .put("name", column)
                        .put("ordering", "SORTBY_DEFAULT")
                        .put("nulls_ordering", "SORTBY_NULLS_DEFAULT"))));
    return elements;
  }

  /** A validated check tells PostgreSQL that it need not look. */
  private void notNull(String column) {
    String check = ObjectNames.of("homeport", column, "required");
    String alter = "alter table " + table.quoted() + " ";
    draft.transaction(
        alter
            + "add constraint "
            + TableName.quoted(check)
            + " check ("
            + TableName.quoted(column)
            + " is not null) not valid");
    draft.transaction(alter + "validate constraint " + TableName.quoted(check));
    draft.transaction(
        alter + "alter column " + TableName.quoted(column) + " set not null",
        alter + "drop constraint " + TableName.quoted(check));
    undoConstraint(check);
  }

  private String addConstraint(ObjectNode constraint) {
    ObjectNode command = NODES.objectNode();
    command.put("subtype", "AT_AddConstraint");
    command.set("def", Draft.node("Constraint", constraint));
    command.put("behavior", "DROP_RESTRICT");
    return draft.alter(table, Draft.node("AlterTableCmd", command));
  }

  private void undoColumn(String column) {
    if (column(column).isEmpty()) {
      draft.undo(
          "alter table " + table.quoted() + " drop column if exists " + TableName.quoted(column));
    }
  }

  private void undoConstraint(String name) {
    draft.undo(
        "alter table " + table.quoted() + " drop constraint if exists " + TableName.quoted(name));
  }

  private String freeConstraint(SqlTree constraint, String wanted) {
    String name = wanted;
    for (int i = 1;
        constraint.text("conname").isEmpty()
            && catalogue.others().contains("constraint " + table + " " + name);
        i++) {
      name = wanted + i;
    }
    return name;
  }

  private TableName freeIndex(SqlTree constraint, String wanted) {
    return constraint.text("conname").isEmpty()
        ? Stepper.free(catalogue, wanted, table)
        : new TableName(table.schema(), wanted);
  }

  private Optional<Column> column(String name) {
    return Optional.ofNullable(relation.columns().get(name));
  }
}
