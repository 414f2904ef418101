package io.homeport.deploy.migration.judging;

import io.homeport.deploy.migration.Contraction;
import io.homeport.deploy.migration.judging.Catalogue.Column;
import io.homeport.deploy.migration.judging.Catalogue.Relation;
import io.homeport.deploy.migration.judging.Finding.Severity;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Says of migrations, before they are applied, what they would do to an app that serves, and what
 * they take away from older releases. What a migration makes itself concerns nobody: it is followed
 * through the statements, in their order.
 */
public final class Judge {
  private final Trials trials;
  private final Map<TableName, Relation> relations;
  private final Catalogue catalogue;
  private final StatementRules rules;
  private final Set<TableName> fresh = new HashSet<>();
  private final Set<String> freshColumns = new HashSet<>();
  private final List<Finding> findings = new ArrayList<>();
  private final List<Contraction> contractions = new ArrayList<>();

  /**
   * A statement of a migration.
   *
   * @param version of its migration
   * @param parsed empty where PostgreSQL will not take it
   */
  public record Statement(
      String version, String file, int line, Optional<ParsedStatement> parsed) {}

  /** What was found, in the statements' order. */
  public record Judgement(List<Finding> findings, List<Contraction> contractions) {}

  private Judge(Catalogue before, Trials trials) {
    this.trials = trials;
    this.relations = new HashMap<>(before.relations());
    this.catalogue = new Catalogue(relations, before.others(), before.largeBytes());
    this.rules = new StatementRules(catalogue);
  }

  public static Judgement judge(Catalogue before, Trials trials, List<Statement> statements)
      throws SQLException {
    var judge = new Judge(before, trials);
    for (int i = 0; i < statements.size(); i++) {
      Statement statement = statements.get(i);
      if (statement.parsed().isPresent()) {
        ParsedStatement parsed = statement.parsed().get();
        Set<String> madeAgain = Made.by(statements.subList(i, statements.size()));
        for (Hit hit : judge.hits(parsed)) {
          judge.weigh(statement, hit, madeAgain);
        }
        judge.follow(parsed.tree());
      }
    }
    return new Judgement(judge.findings, judge.contractions);
  }

  private List<Hit> hits(ParsedStatement parsed) throws SQLException {
    var rewriting = new HashSet<Integer>();
    Optional<TableName> table = parsed.tree().relation();
    if (table.isPresent() && relations.containsKey(table.get())) {
      for (var trial : parsed.trials().entrySet()) {
        if (trials.rewrites(table.get(), trial.getValue())) {
          rewriting.add(trial.getKey());
        }
      }
    }
    return rules.of(parsed, rewriting::contains);
  }

  private void weigh(Statement statement, Hit hit, Set<String> madeAgain) throws SQLException {
    boolean again = madeAgain.contains(key(hit));
    Hit weighed =
        again && hit.hazard() == Hazard.DROP_VIEW
            ? Hit.on(Hazard.CHANGE_VIEW, hit.table().orElseThrow())
            : hit;
    if (again && weighed.equals(hit) || !concerns(weighed)) {
      return;
    }
    Hazard hazard = weighed.hazard();
    if (matters(weighed)) {
      long bytes = relation(weighed).map(Relation::bytes).orElse(0L);
      findings.add(
          new Finding(
              hazard.id(),
              statement.file(),
              statement.line(),
              weighed.object(),
              severity(weighed, statement.parsed().orElseThrow().tree()),
              weighed.fill(hazard.effect, hazard.work.time(bytes)),
              hazard.remedy,
              weighed.fill(hazard.safeSql, "")));
    }
    if (!hazard.takes.isEmpty()) {
      contractions.add(new Contraction(statement.version(), weighed.fill(hazard.takes, "")));
    }
  }

  /** Whether what it is about was there before. */
  private boolean concerns(Hit hit) {
    if (hit.hazard().when == Hazard.When.ALWAYS) {
      return true;
    }
    if (hit.table().isEmpty()) {
      return catalogue.others().contains(key(hit));
    }
    TableName table = hit.table().get();
    boolean named =
        switch (hit.hazard()) {
          case DROP_POLICY, DROP_CONSTRAINT -> catalogue.others().contains(key(hit));
          default -> true;
        };
    return named
        && relations.containsKey(table)
        && !fresh.contains(table)
        && !freshColumns.contains(table + "." + hit.column());
  }

  private boolean matters(Hit hit) throws SQLException {
    return switch (hit.hazard().when) {
      case LARGE -> relation(hit).filter(catalogue::isLarge).isPresent();
      case FILLED ->
          relation(hit).filter(each -> !each.isEmpty()).isPresent()
              && trials.hasRows(hit.table().orElseThrow(), "");
      case EXISTING, ALWAYS -> true;
    };
  }

  private Severity severity(Hit hit, SqlTree statement) throws SQLException {
    Severity severity = hit.hazard().severity;
    return switch (severity) {
      case LOSES_DATA ->
          hit.table().isEmpty() || trials.hasRows(hit.table().get(), hit.column())
              ? severity
              : Severity.WARNING;
      case STEPS ->
          relation(hit).filter(each -> Mechanical.is(hit.hazard(), statement, each)).isPresent()
              ? severity
              : Severity.WARNING;
      case WARNING, REFUSED -> severity;
    };
  }

  private Optional<Relation> relation(Hit hit) {
    return hit.table().flatMap(catalogue::find);
  }

  private static String key(Hit hit) {
    String of = hit.table().map(TableName::toString).orElse("");
    return switch (hit.hazard()) {
      case DROP_POLICY -> "policy " + of + " " + hit.name();
      case DROP_CONSTRAINT -> "constraint " + of + " " + hit.name();
      case DROP_VIEW -> "view " + of;
      case DROP_TABLE -> "table " + of;
      case DROP_FUNCTION, RENAME_FUNCTION -> "function " + hit.name();
      case DROP_TYPE, RENAME_TYPE, RENAME_ENUM_VALUE -> "type " + hit.name();
      case DROP_SCHEMA, RENAME_SCHEMA -> "schema " + hit.name();
      case DROP_EXTENSION -> "extension " + hit.name();
      default -> hit.hazard().id() + " " + hit.object();
    };
  }

  private void follow(SqlTree tree) {
    switch (tree.kind()) {
      case "CreateStmt" -> tree.relation().ifPresent(this::made);
      case "CreateTableAsStmt" -> TableName.of(tree.get("into").path("rel")).ifPresent(this::made);
      case "ViewStmt" -> TableName.of(tree.get("view")).ifPresent(this::made);
      case "AlterTableStmt" -> tree.relation().ifPresent(table -> columns(table, tree));
      case "RenameStmt" -> tree.relation().ifPresent(table -> renamed(table, tree));
      case "DropStmt" ->
          DropRules.of(tree, catalogue).stream()
              .filter(hit -> hit.hazard() == Hazard.DROP_TABLE || hit.hazard() == Hazard.DROP_VIEW)
              .flatMap(hit -> hit.table().stream())
              .forEach(relations::remove);
      default -> {}
    }
  }

  private void made(TableName table) {
    if (!relations.containsKey(table)) {
      fresh.add(table);
    }
  }

  private void columns(TableName table, SqlTree tree) {
    for (SqlTree command : tree.list("cmds")) {
      if (command.text("subtype").equals("AT_AddColumn")) {
        String column = command.child("def").text("colname");
        if (!hasColumn(table, column)) {
          freshColumns.add(table + "." + column);
        }
      }
    }
  }

  private boolean hasColumn(TableName table, String column) {
    return catalogue.find(table).filter(each -> each.columns().containsKey(column)).isPresent();
  }

  private void renamed(TableName table, SqlTree tree) {
    Relation relation = relations.get(table);
    if (relation == null) {
      return;
    }
    String now = tree.text("newname");
    switch (tree.text("renameType")) {
      case "OBJECT_TABLE", "OBJECT_VIEW", "OBJECT_MATVIEW" -> {
        relations.remove(table);
        relations.put(new TableName(table.schema(), now), relation);
      }
      case "OBJECT_COLUMN" -> {
        Column column = relation.columns().remove(tree.text("subname"));
        if (column != null) {
          relation.columns().put(now, column);
        }
      }
      default -> {}
    }
  }
}
