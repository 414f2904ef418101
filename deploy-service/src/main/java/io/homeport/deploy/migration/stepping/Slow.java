package io.homeport.deploy.migration.stepping;

import io.homeport.deploy.migration.judging.Catalogue.Column;
import io.homeport.deploy.migration.judging.Catalogue.Relation;
import io.homeport.deploy.migration.judging.SqlTree;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether a command of ALTER TABLE takes long on a large table, and of what kind it then is. */
enum Slow {
  NO,
  /** It looks at every row. */
  LOOK,
  /** It writes every row, which can be done row by row. */
  FILL,
  /** It writes every row, and there is no other way that is always right. */
  IMPOSSIBLE;

  /** What a column can have from the first moment on. */
  static final Set<String> QUICK_WITH_COLUMN =
      Set.of("CONSTR_DEFAULT", "CONSTR_NOTNULL", "CONSTR_NULL");

  static Slow of(SqlTree command, boolean rewrites, Relation table) {
    String name = command.text("name");
    Optional<Column> column = Optional.ofNullable(table.columns().get(name));
    return switch (command.text("subtype")) {
      case "AT_SetNotNull" -> column.filter(each -> !each.required()).isPresent() ? LOOK : NO;
      case "AT_AddConstraint" -> ofConstraint(command.child("def"));
      case "AT_AddColumn" -> ofColumn(command.child("def"), rewrites, table);
      case "AT_AlterColumnType" -> rewrites ? IMPOSSIBLE : NO;
      case "AT_SetLogged", "AT_SetUnLogged", "AT_SetTableSpace" -> IMPOSSIBLE;
      default -> NO;
    };
  }

  private static Slow ofConstraint(SqlTree constraint) {
    boolean quick =
        constraint.get("skip_validation").asBoolean() || !constraint.text("indexname").isEmpty();
    return switch (constraint.text("contype")) {
      case "CONSTR_CHECK", "CONSTR_FOREIGN", "CONSTR_UNIQUE", "CONSTR_PRIMARY" -> quick ? NO : LOOK;
      default -> IMPOSSIBLE;
    };
  }

  private static Slow ofColumn(SqlTree definition, boolean rewrites, Relation table) {
    List<SqlTree> constraints = definition.list("constraints");
    if (table.columns().containsKey(definition.text("colname"))) {
      return NO;
    }
    if (rewrites) {
      boolean impossible =
          constraints.stream()
              .anyMatch(each ->
                  each.text("contype").equals("CONSTR_GENERATED")
                      || each.text("contype").equals("CONSTR_IDENTITY")
                          && !each.get("options").isMissingNode());
      return impossible || !FillingSteps.canFill(definition) ? IMPOSSIBLE : FILL;
    }
    boolean defaults =
        constraints.stream().anyMatch(each -> each.text("contype").equals("CONSTR_DEFAULT"));
    boolean looks =
        constraints.stream()
            .map(each -> each.text("contype"))
            .anyMatch(type ->
                Set.of("CONSTR_UNIQUE", "CONSTR_PRIMARY", "CONSTR_CHECK").contains(type)
                    || defaults && type.equals("CONSTR_FOREIGN"));
    return looks ? LOOK : NO;
  }
}
