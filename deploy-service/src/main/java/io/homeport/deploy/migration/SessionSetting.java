package io.homeport.deploy.migration;

import io.homeport.deploy.migration.judging.ParsedStatement;
import io.homeport.deploy.migration.judging.SqlTree;
import java.util.List;
import java.util.Optional;

/**
 * Statements that set something for the session alone: they are run again when a file is gone on
 * with.
 */
final class SessionSetting {

  private SessionSetting() {}

  static boolean is(Optional<ParsedStatement> statement) {
    return statement
        .map(ParsedStatement::tree)
        .filter(tree ->
            tree.kind().equals("VariableSetStmt")
                || tree.kind().equals("SelectStmt") && callsSetConfigAlone(tree))
        .isPresent();
  }

  /** How long to wait is not for a migration to say where an app serves. */
  static boolean isTimeout(Optional<ParsedStatement> statement) {
    return statement
        .map(each -> each.tree().text("name"))
        .filter(name -> name.endsWith("_timeout"))
        .isPresent();
  }

  private static boolean callsSetConfigAlone(SqlTree select) {
    List<SqlTree> targets = select.list("targetList");
    return targets.size() == 1
        && select.get("fromClause").isMissingNode()
        && SqlTree.name(targets.getFirst().get("val").path("FuncCall").path("funcname"))
            .equals("set_config");
  }
}
