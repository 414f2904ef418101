package io.homeport.deploy.migration.judging;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What statements make, so that dropping it before is no more than changing it. */
final class Made {

  private Made() {}

  static Set<String> by(List<Judge.Statement> statements) {
    var made = new HashSet<String>();
    statements.forEach(each -> each.parsed().ifPresent(parsed -> add(parsed.tree(), made)));
    return made;
  }

  private static void add(SqlTree tree, Set<String> made) {
    switch (tree.kind()) {
      case "CreateFunctionStmt" ->
          made.add("function " + StatementRules.qualified(tree.get("funcname")));
      case "ViewStmt" -> TableName.of(tree.get("view")).ifPresent(view -> made.add("view " + view));
      case "CreateTableAsStmt" ->
          TableName.of(tree.get("into").path("rel")).ifPresent(view -> made.add("view " + view));
      case "CreatePolicyStmt" ->
          TableName.of(tree.get("table"))
              .ifPresent(table -> made.add("policy " + table + " " + tree.text("policy_name")));
      case "AlterTableStmt" ->
          tree.relation()
              .ifPresent(table ->
                  tree.list("cmds").stream()
                      .filter(each -> each.text("subtype").equals("AT_AddConstraint"))
                      .forEach(each ->
                          made.add(
                              "constraint "
                                  + table
                                  + " "
                                  + ObjectNames.of(table, each.child("def")))));
      default -> {}
    }
  }
}
