package io.homeport.deploy.migration.judging;

import com.fasterxml.jackson.databind.JsonNode;
import io.homeport.deploy.migration.judging.Catalogue.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/** What kind of change a statement is. */
final class StatementRules {
  private static final Set<String> EVERYBODY = Set.of("anon", "public");

  private final Catalogue catalogue;

  StatementRules(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  List<Hit> of(ParsedStatement statement, java.util.function.IntPredicate rewrites) {
    SqlTree tree = statement.tree();
    return switch (tree.kind()) {
      case "AlterTableStmt" ->
          tree.relation()
              .map(table -> new AlterTableRules(table, catalogue.find(table), rewrites).of(tree))
              .orElse(List.of());
      case "IndexStmt" -> index(tree);
      case "DropStmt" -> DropRules.of(tree, catalogue);
      case "RenameStmt" -> rename(tree);
      case "AlterObjectSchemaStmt" ->
          tree.relation().map(table -> List.of(Hit.on(Hazard.SET_SCHEMA, table))).orElse(List.of());
      case "AlterEnumStmt" ->
          tree.text("oldVal").isEmpty()
              ? List.of()
              : List.of(Hit.of(Hazard.RENAME_ENUM_VALUE, qualified(tree.get("typeName"))));
      case "UpdateStmt" -> mass(tree, Hazard.MASS_UPDATE);
      case "DeleteStmt" ->
          tree.get("whereClause").isMissingNode() && tree.get("usingClause").isMissingNode()
              ? on(tree, Hazard.DELETE_ALL)
              : mass(tree, Hazard.MASS_DELETE);
      case "TruncateStmt" -> each(tree, "relations", Hazard.TRUNCATE);
      case "LockStmt" -> each(tree, "relations", Hazard.LOCK_TABLE);
      case "VacuumStmt" -> vacuum(tree);
      case "ClusterStmt" -> on(tree, Hazard.CLUSTER);
      case "ReindexStmt" -> reindex(tree);
      case "RefreshMatViewStmt" ->
          tree.get("concurrent").asBoolean() ? List.of() : on(tree, Hazard.REFRESH_VIEW);
      case "CreateTrigStmt" -> trigger(tree);
      case "CreateStmt" ->
          tree.get("relation").path("relpersistence").asText().equals("u")
              ? on(tree, Hazard.UNLOGGED_TABLE)
              : List.of();
      case "ViewStmt" ->
          TableName.of(tree.get("view"))
              .map(view -> List.of(Hit.on(Hazard.CHANGE_VIEW, view)))
              .orElse(List.of());
      case "GrantStmt" -> grant(tree);
      default -> List.of();
    };
  }

  private List<Hit> index(SqlTree tree) {
    if (tree.get("concurrent").asBoolean()) {
      return List.of();
    }
    String name = tree.text("idxname");
    return tree.relation()
        .map(table ->
            List.of(
                Hit.named(
                    Hazard.CREATE_INDEX,
                    table,
                    name.isEmpty()
                        ? ObjectNames.ofIndex(table, ObjectNames.columnsOf(tree))
                        : name)))
        .orElse(List.of());
  }

  private static List<Hit> rename(SqlTree tree) {
    Optional<TableName> table = tree.relation();
    String name = qualified(tree.get("object"));
    return switch (tree.text("renameType")) {
      case "OBJECT_COLUMN" ->
          List.of(Hit.onColumn(Hazard.RENAME_COLUMN, table.orElseThrow(), tree.text("subname")));
      case "OBJECT_TABLE", "OBJECT_VIEW", "OBJECT_MATVIEW" ->
          List.of(Hit.on(Hazard.RENAME_TABLE, table.orElseThrow()));
      case "OBJECT_SCHEMA" -> List.of(Hit.of(Hazard.RENAME_SCHEMA, tree.text("subname")));
      case "OBJECT_TYPE" -> List.of(Hit.of(Hazard.RENAME_TYPE, name));
      case "OBJECT_FUNCTION" -> List.of(Hit.of(Hazard.RENAME_FUNCTION, name));
      default -> List.of();
    };
  }

  /** A qualified name as the catalogue has it; of a list, a name with arguments, a type's name. */
  static String qualified(JsonNode name) {
    JsonNode list = name;
    for (String inner : List.of("List", "ObjectWithArgs", "TypeName")) {
      list = list.has(inner) ? list.path(inner) : list;
    }
    for (String inner : List.of("items", "objname", "names")) {
      list = list.has(inner) ? list.path(inner) : list;
    }
    List<String> words = SqlTree.words(list);
    return words.isEmpty() ? "" : TableName.of(words).toString();
  }

  /** One that names the primary key's values touches few rows. */
  private List<Hit> mass(SqlTree tree, Hazard hazard) {
    Optional<Relation> relation = tree.relation().flatMap(catalogue::find);
    return relation.isEmpty() || namesKey(tree.get("whereClause"), relation.get().key())
        ? List.of()
        : List.of(Hit.on(hazard, relation.get().name()));
  }

  private static boolean namesKey(JsonNode where, List<String> key) {
    if (where.has("BoolExpr")
        && where.path("BoolExpr").path("boolop").asText().equals("AND_EXPR")) {
      return StreamSupport.stream(where.path("BoolExpr").path("args").spliterator(), false)
          .anyMatch(each -> namesKey(each, key));
    }
    JsonNode comparison = where.path("A_Expr");
    String kind = comparison.path("kind").asText();
    boolean equality =
        kind.equals("AEXPR_IN")
            || kind.equals("AEXPR_OP") && SqlTree.name(comparison.path("name")).equals("=");
    List<String> column = SqlTree.words(comparison.path("lexpr").path("ColumnRef").path("fields"));
    return equality
        && !column.isEmpty()
        && !key.isEmpty()
        && key.getFirst().equals(column.getLast())
        && !comparison.path("rexpr").has("SubLink");
  }

  private static List<Hit> vacuum(SqlTree tree) {
    boolean full =
        tree.list("options").stream().anyMatch(each -> each.text("defname").equals("full"));
    var hits = new ArrayList<Hit>();
    if (full) {
      tree.list("rels")
          .forEach(each ->
              each.relation().ifPresent(table -> hits.add(Hit.on(Hazard.VACUUM_FULL, table))));
    }
    return hits;
  }

  private List<Hit> reindex(SqlTree tree) {
    boolean concurrently =
        tree.list("params").stream().anyMatch(each -> each.text("defname").equals("concurrently"));
    return concurrently
        ? List.of()
        : tree.relation()
            .map(named -> catalogue.find(named).flatMap(Relation::of).orElse(named))
            .map(table -> List.of(Hit.on(Hazard.REINDEX, table)))
            .orElse(List.of());
  }

  private static List<Hit> trigger(SqlTree tree) {
    return tree.relation()
        .map(table -> List.of(Hit.named(Hazard.ADD_TRIGGER, table, tree.text("trigname"))))
        .orElse(List.of());
  }

  private static List<Hit> grant(SqlTree tree) {
    if (!tree.text("objtype").equals("OBJECT_TABLE")) {
      return List.of();
    }
    boolean grants = tree.get("is_grant").asBoolean();
    boolean everybody =
        tree.list("grantees").stream()
            .anyMatch(each ->
                each.text("roletype").equals("ROLESPEC_PUBLIC")
                    || EVERYBODY.contains(each.text("rolename")));
    return grants && !everybody
        ? List.of()
        : each(tree, "objects", grants ? Hazard.GRANT_TO_EVERYBODY : Hazard.REVOKE);
  }

  private static List<Hit> on(SqlTree tree, Hazard hazard) {
    return tree.relation().map(table -> List.of(Hit.on(hazard, table))).orElse(List.of());
  }

  private static List<Hit> each(SqlTree tree, String list, Hazard hazard) {
    return tree.list(list).stream()
        .map(each -> TableName.of(each.node().path("RangeVar")))
        .flatMap(Optional::stream)
        .map(table -> Hit.on(hazard, table))
        .toList();
  }
}
