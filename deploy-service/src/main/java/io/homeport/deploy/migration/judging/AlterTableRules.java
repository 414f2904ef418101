package io.homeport.deploy.migration.judging;

import io.homeport.deploy.migration.judging.Catalogue.Column;
import io.homeport.deploy.migration.judging.Catalogue.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;

/** What the commands of an ALTER TABLE are. */
final class AlterTableRules {
  private static final Set<String> SERIAL =
      Set.of("serial", "bigserial", "smallserial", "serial2", "serial4", "serial8");

  private final TableName table;
  private final Optional<Relation> relation;
  private final IntPredicate rewrites;
  private final List<Hit> hits = new ArrayList<>();

  /**
   * @param relation the table as it was before; empty when it was not there
   * @param rewrites whether the command with a number writes the table anew
   */
  AlterTableRules(TableName table, Optional<Relation> relation, IntPredicate rewrites) {
    this.table = table;
    this.relation = relation;
    this.rewrites = rewrites;
  }

  List<Hit> of(SqlTree statement) {
    List<SqlTree> commands = statement.list("cmds");
    for (int i = 0; i < commands.size(); i++) {
      command(commands.get(i), rewrites.test(i));
    }
    return hits;
  }

  private void command(SqlTree command, boolean rewrites) {
    String name = command.text("name");
    switch (command.text("subtype")) {
      case "AT_AddColumn" -> addColumn(command.child("def"), rewrites);
      case "AT_AddConstraint" -> addConstraint(command.child("def"));
      case "AT_SetNotNull" -> {
        if (column(name).filter(Column::required).isEmpty()) {
          add(Hit.onColumn(Hazard.SET_NOT_NULL, table, name));
          if (column(name).isPresent() && !column(name).get().hasDefault()) {
            add(Hit.onColumn(Hazard.REQUIRE_NEW_COLUMN, table, name));
          }
        }
      }
      case "AT_AlterColumnType" -> {
        if (rewrites) {
          add(Hit.onColumn(Hazard.CHANGE_TYPE, table, name));
        }
      }
      case "AT_DropColumn" -> {
        if (column(name).isPresent()) {
          add(Hit.onColumn(Hazard.DROP_COLUMN, table, name));
        }
      }
      case "AT_ColumnDefault" -> {
        if (command.get("def").isMissingNode()
            && column(name).filter(Column::required).isPresent()) {
          add(Hit.onColumn(Hazard.DROP_DEFAULT, table, name));
        }
      }
      case "AT_DropConstraint" -> add(Hit.named(Hazard.DROP_CONSTRAINT, table, name));
      case "AT_SetLogged", "AT_SetUnLogged" -> add(Hit.on(Hazard.SET_LOGGED, table));
      case "AT_SetTableSpace" -> add(Hit.on(Hazard.SET_TABLESPACE, table));
      case "AT_ClusterOn" -> {}
      case "AT_DisableRowSecurity" -> {
        if (relation.filter(Relation::rowSecurity).isPresent()) {
          add(Hit.on(Hazard.DISABLE_ROW_SECURITY, table));
        }
      }
      case "AT_DisableTrig", "AT_DisableTrigAll", "AT_DisableTrigUser" ->
          add(Hit.on(Hazard.DISABLE_TRIGGER, table));
      case "AT_AttachPartition" ->
          TableName.of(command.child("def").get("name"))
              .ifPresent(partition -> add(Hit.on(Hazard.ATTACH_PARTITION, partition)));
      default -> {}
    }
  }

  private void addColumn(SqlTree definition, boolean rewrites) {
    String column = definition.text("colname");
    List<SqlTree> constraints = definition.list("constraints");
    String type = SqlTree.name(definition.get("typeName").path("names"));
    boolean fills =
        rewrites
            || has(constraints, "CONSTR_DEFAULT")
            || has(constraints, "CONSTR_IDENTITY")
            || has(constraints, "CONSTR_GENERATED")
            || SERIAL.contains(type);
    if (type.equals("json")) {
      add(Hit.onColumn(Hazard.JSON_COLUMN, table, column));
    }
    if (rewrites) {
      Hazard hazard =
          has(constraints, "CONSTR_GENERATED")
              ? Hazard.ADD_GENERATED
              : has(constraints, "CONSTR_IDENTITY")
                  ? Hazard.ADD_IDENTITY
                  : SERIAL.contains(type) ? Hazard.ADD_SERIAL : Hazard.ADD_FILLED_COLUMN;
      add(Hit.onColumn(hazard, table, column));
    }
    if (!fills && (has(constraints, "CONSTR_NOTNULL") || has(constraints, "CONSTR_PRIMARY"))) {
      add(Hit.onColumn(Hazard.ADD_REQUIRED_COLUMN, table, column));
    }
    if (has(constraints, "CONSTR_UNIQUE")) {
      add(Hit.named(Hazard.ADD_UNIQUE, table, ObjectNames.of(table.name(), column, "key")));
    }
    if (has(constraints, "CONSTR_PRIMARY")) {
      add(Hit.named(Hazard.ADD_PRIMARY_KEY, table, ObjectNames.of(table.name(), "", "pkey")));
    }
    if (has(constraints, "CONSTR_CHECK")) {
      add(Hit.named(Hazard.ADD_CHECK, table, ObjectNames.of(table.name(), column, "check")));
    }
    if (fills && has(constraints, "CONSTR_FOREIGN")) {
      add(Hit.named(Hazard.ADD_FOREIGN_KEY, table, ObjectNames.of(table.name(), column, "fkey")));
    }
  }

  private void addConstraint(SqlTree constraint) {
    boolean usesIndex = !constraint.text("indexname").isEmpty();
    boolean unchecked = constraint.get("skip_validation").asBoolean();
    String name = ObjectNames.of(table, constraint);
    switch (constraint.text("contype")) {
      case "CONSTR_CHECK" -> {
        if (!unchecked) {
          add(Hit.named(Hazard.ADD_CHECK, table, name));
        }
      }
      case "CONSTR_FOREIGN" -> {
        if (!unchecked) {
          add(Hit.named(Hazard.ADD_FOREIGN_KEY, table, name));
        }
      }
      case "CONSTR_UNIQUE" -> {
        if (!usesIndex) {
          add(Hit.named(Hazard.ADD_UNIQUE, table, name));
        }
      }
      case "CONSTR_PRIMARY" -> {
        if (!usesIndex) {
          add(Hit.named(Hazard.ADD_PRIMARY_KEY, table, name));
        }
      }
      case "CONSTR_EXCLUSION" -> add(Hit.named(Hazard.ADD_EXCLUSION, table, name));
      default -> {}
    }
  }

  private Optional<Column> column(String name) {
    return relation.map(found -> found.columns().get(name));
  }

  private static boolean has(List<SqlTree> constraints, String type) {
    return constraints.stream().anyMatch(each -> each.text("contype").equals(type));
  }

  private void add(Hit hit) {
    hits.add(hit);
  }
}
