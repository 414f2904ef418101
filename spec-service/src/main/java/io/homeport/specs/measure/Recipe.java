package io.homeport.specs.measure;

import static io.homeport.specs.material.RoleColumns.mentions;

import io.homeport.specs.catalogue.Catalogue.Check;
import io.homeport.specs.catalogue.Catalogue.Column;
import io.homeport.specs.catalogue.Catalogue.ForeignKey;
import io.homeport.specs.catalogue.Catalogue.Table;
import io.homeport.specs.scratch.TrialSession.Outcome.Refused;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** How a row is made: for each column what it may hold, and which of it is tried next. */
final class Recipe {

  private static final String NULL = "null";

  private final Table table;
  private final Map<String, List<String>> choices = new LinkedHashMap<>();
  private final Map<String, Integer> chosen = new HashMap<>();
  private final Set<String> fixed = new TreeSet<>();
  private final List<Stock.Row> parents = new ArrayList<>();
  private int round;

  Recipe(Table table) {
    this.table = table;
  }

  /** What a column may hold, the best first. */
  void may(String column, List<String> expressions) {
    if (!expressions.isEmpty()) {
      choices.put(column, expressions);
    }
  }

  /** What a column holds whatever is refused, such as whose row it is. */
  void must(String column, String expression) {
    choices.put(column, List.of(expression));
    fixed.add(column);
  }

  void refersTo(Stock.Row parent) {
    parents.add(parent);
  }

  List<Stock.Row> parents() {
    return List.copyOf(parents);
  }

  boolean has(String column) {
    return choices.containsKey(column);
  }

  String valueOf(String column) {
    var of = choices.getOrDefault(column, List.of(NULL));
    return of.get(chosen.getOrDefault(column, 0) % of.size());
  }

  String insert() {
    var columns =
        choices.keySet().stream().filter(column -> !valueOf(column).equals("default")).toList();
    return columns.isEmpty()
        ? "insert into %s default values".formatted(Sql.name(table.relation()))
        : "insert into %s (%s) values (%s)"
            .formatted(
                Sql.name(table.relation()),
                Sql.names(columns),
                columns.stream().map(this::valueOf).collect(Collectors.joining(", ")));
  }

  /** Only the columns that a role may fill. */
  Recipe only(Set<String> columns) {
    var narrowed = new Recipe(table);
    choices.forEach((column, _) -> {
      if (columns.contains(column)) {
        narrowed.must(column, valueOf(column));
      }
    });
    return narrowed;
  }

  /** Changes what may have been refused. False when there is nothing more to try. */
  boolean adapt(Refused refused) {
    round++;
    return switch (refused.sqlState()) {
      case "23514" -> rotate(inCheck(refused.constraint()));
      case "23502" -> {
        String empty = refused.column();
        yield empty != null && rotate(List.of(empty));
      }
      case "23505", "23P01" -> rotate(inKey(refused.constraint()));
      case "23503" -> rotate(inForeignKey(refused.constraint()));
      case "22001", "22P02", "22007", "22008", "22003", "42804", "22023" -> dropOptional();
      default -> false;
    };
  }

  /** Counts through all combinations of the columns, the first column fastest. */
  private boolean rotate(List<String> columns) {
    var free = columns.stream().filter(each -> has(each) && !fixed.contains(each)).toList();
    int combinations = 1;
    for (String column : free) {
      combinations = Math.min(200, combinations * choicesOf(column).size());
    }
    if (combinations < 2 || round > combinations) {
      return false;
    }
    int rest = round;
    for (String column : free) {
      var of = choicesOf(column);
      chosen.put(column, rest % of.size());
      rest /= of.size();
    }
    return true;
  }

  private List<String> choicesOf(String column) {
    var of = choices.getOrDefault(column, List.of());
    boolean nullable = table.column(column).filter(Column::nullable).isPresent();
    if (nullable && !of.contains(NULL)) {
      of = new ArrayList<>(of);
      of.add(NULL);
      choices.put(column, of);
    }
    return of;
  }

  /** Leaves all to chance that need not be given: one of it does not fit its type. */
  private boolean dropOptional() {
    return choices
        .keySet()
        .removeIf(column ->
            !fixed.contains(column)
                && table
                    .column(column)
                    .filter(each -> each.nullable() || each.defaultValue() != null)
                    .isPresent());
  }

  private List<String> inCheck(@org.jspecify.annotations.Nullable String name) {
    String expression =
        table.checks().stream()
            .filter(check -> check.name().equals(name))
            .map(Check::expression)
            .findFirst()
            .orElse("");
    return table.columns().stream()
        .map(Column::name)
        .filter(column -> mentions(expression, column))
        .toList();
  }

  private List<String> inKey(@org.jspecify.annotations.Nullable String name) {
    return table.uniqueKeys().stream()
        .filter(key -> key.name().equals(name))
        .findFirst()
        .map(key ->
            table.columns().stream()
                .map(Column::name)
                .filter(column -> key.columns().stream().anyMatch(each -> mentions(each, column)))
                .toList())
        .orElse(table.primaryKey());
  }

  private List<String> inForeignKey(@org.jspecify.annotations.Nullable String name) {
    return table.foreignKeys().stream()
        .filter(key -> key.name().equals(name))
        .findFirst()
        .map(ForeignKey::columns)
        .orElse(List.of());
  }
}
