package io.homeport.deploy.migration.stepping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.homeport.deploy.migration.judging.ObjectNames;
import io.homeport.deploy.migration.judging.SqlTree;
import io.homeport.deploy.migration.judging.TableName;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A new column whose default differs from row to row. New rows have it from the first moment on;
 * the others get it when somebody changes them, by a trigger, or when their turn comes.
 */
final class FillingSteps {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Map<String, String> SERIAL =
      Map.of(
          "serial", "int4",
          "serial4", "int4",
          "bigserial", "int8",
          "serial8", "int8",
          "smallserial", "int2",
          "serial2", "int2");

  private final TableName table;
  private final String column;
  private final Draft draft;
  private final String alter;
  private final String quoted;
  private final String trigger;
  private final String function;

  FillingSteps(TableName table, String column, Draft draft) {
    this.table = table;
    this.column = column;
    this.draft = draft;
    alter = "alter table " + table.quoted() + " ";
    quoted = TableName.quoted(column);
    trigger = TableName.quoted(ObjectNames.of("homeport_fill", column, "new"));
    function =
        "supabase_migrations."
            + TableName.quoted(
                ObjectNames.of("fill_" + table.schema() + "_" + table.name(), column, "new"));
  }

  /** Adds the column and fills it; it may be empty still. */
  void add(SqlTree command) {
    SqlTree definition = command.child("def");
    String type = SqlTree.name(definition.get("typeName").path("names"));
    List<SqlTree> constraints = definition.list("constraints");
    Optional<String> integer = Optional.ofNullable(SERIAL.get(type.toLowerCase(Locale.ROOT)));
    boolean identity = has(constraints, "CONSTR_IDENTITY");
    TableName sequence =
        new TableName(
            table.schema(),
            ObjectNames.of(table.name(), column, identity ? "homeport_seq" : "seq"));
    boolean counts = identity || integer.isPresent();
    String fill =
        counts
            ? "nextval('" + sequence.quoted().replace("'", "''") + "'::regclass)"
            : draft.expression(given(constraints));

    ObjectNode plain = (ObjectNode) withOnly(command, Set.of());
    integer.ifPresent(name ->
        ((ObjectNode) plain.at("/AlterTableCmd/def/ColumnDef")).set("typeName", integerType(name)));
    String setDefault = alter + "alter column " + quoted + " set default " + fill;
    if (counts) {
      draft.transaction(
          draft.alter(table, plain),
          "create sequence " + sequence.quoted() + sequenceType(type, integer, identity),
          "alter sequence " + sequence.quoted() + " owned by " + table.quoted() + "." + quoted,
          setDefault,
          createFunction(fill),
          createTrigger());
    } else {
      draft.transaction(
          draft.alter(table, plain), setDefault, createFunction(fill), createTrigger());
    }
    draft.undo(alter + "drop column if exists " + quoted);
    draft.undo("drop function if exists " + function + "()");
    draft.undo("drop trigger if exists " + trigger + " on " + table.quoted());
    draft.add(new Step.Fill(table, column));
    draft.transaction(
        "drop trigger " + trigger + " on " + table.quoted(), "drop function " + function + "()");
  }

  /** Rows are numbered; from now on the identity goes on where the sequence is. */
  void makeIdentity(List<SqlTree> constraints) {
    for (SqlTree each : constraints) {
      if (each.text("contype").equals("CONSTR_IDENTITY")) {
        String sequence =
            new TableName(table.schema(), ObjectNames.of(table.name(), column, "homeport_seq"))
                .quoted();
        String when = each.text("generated_when").equals("a") ? "always" : "by default";
        draft.transaction(
            alter + "alter column " + quoted + " drop default",
            alter + "alter column " + quoted + " add generated " + when + " as identity",
            "select setval(pg_get_serial_sequence("
                + literal(table.quoted())
                + ", "
                + literal(column)
                + "), nextval("
                + literal(sequence)
                + "::regclass), false)",
            "drop sequence " + sequence);
      }
    }
  }

  /** A default that comes with the type, as a domain's does, is not known here. */
  static boolean canFill(SqlTree definition) {
    List<SqlTree> constraints = definition.list("constraints");
    return has(constraints, "CONSTR_DEFAULT")
        || has(constraints, "CONSTR_IDENTITY")
        || SERIAL.containsKey(SqlTree.name(definition.get("typeName").path("names")));
  }

  /** A serial column and an identity must not be empty, though nobody says so. */
  static boolean isRequired(SqlTree definition) {
    List<SqlTree> constraints = definition.list("constraints");
    String type = SqlTree.name(definition.get("typeName").path("names"));
    return SERIAL.containsKey(type)
        || has(constraints, "CONSTR_NOTNULL")
        || has(constraints, "CONSTR_IDENTITY")
        || has(constraints, "CONSTR_PRIMARY");
  }

  /** The command that adds a column, with these of its constraints. */
  static JsonNode withOnly(SqlTree command, Set<String> types) {
    JsonNode copy = command.node().deepCopy();
    ObjectNode definition = (ObjectNode) copy.at("/AlterTableCmd/def/ColumnDef");
    ArrayNode kept = NODES.arrayNode();
    definition
        .path("constraints")
        .forEach(each -> {
          if (types.contains(each.path("Constraint").path("contype").asText())) {
            kept.add(each);
          }
        });
    definition.remove("constraints");
    if (!kept.isEmpty()) {
      definition.set("constraints", kept);
    }
    return copy;
  }

  private static JsonNode given(List<SqlTree> constraints) {
    return constraints.stream()
        .filter(each -> each.text("contype").equals("CONSTR_DEFAULT"))
        .map(each -> each.get("raw_expr"))
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode integerType(String name) {
    ObjectNode type = NODES.objectNode();
    ArrayNode names = type.putArray("names");
    names.add(Draft.node("String", NODES.objectNode().put("sval", "pg_catalog")));
    names.add(Draft.node("String", NODES.objectNode().put("sval", name)));
    type.put("typemod", -1);
    return type;
  }

  private static String sequenceType(String type, Optional<String> integer, boolean identity) {
    String is = identity ? type : integer.orElse("int8");
    return switch (is) {
      case "int2", "smallint" -> " as smallint";
      case "int4", "int", "integer" -> " as integer";
      default -> " as bigint";
    };
  }

  private String createFunction(String fill) {
    return "create function "
        + function
        + "() returns trigger language plpgsql security definer set search_path from current as "
        + "$homeport$ begin new."
        + quoted
        + " := "
        + fill
        + "; return new; end $homeport$";
  }

  private String createTrigger() {
    return "create trigger "
        + trigger
        + " before update on "
        + table.quoted()
        + " for each row when (old."
        + quoted
        + " is null and new."
        + quoted
        + " is null) execute function "
        + function
        + "()";
  }

  private static boolean has(List<SqlTree> constraints, String type) {
    return constraints.stream().anyMatch(each -> each.text("contype").equals(type));
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
