package io.homeport.specs.measure;

import io.homeport.specs.catalogue.Catalogue.Relation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rows that are there to be reached, by table. */
final class Stock {

  private final Map<String, List<Row>> rows = new TreeMap<>();
  private final Map<String, String> missing = new TreeMap<>();

  /**
   * A row.
   *
   * @param key what the row is known by, as it comes back from a query
   * @param condition SQL that finds it
   * @param owner whose it is; null when it is nobody's in particular
   * @param values of the columns that other rows or people refer to
   * @param insert the statement that made it; null when a trigger or a migration did
   * @param parents rows that it refers to
   */
  record Row(
      Relation table,
      String key,
      String condition,
      @Nullable Person owner,
      Map<String, String> values,
      @Nullable String insert,
      List<Row> parents) {

    boolean isOf(Person person) {
      return owner != null && owner.id().equals(person.id());
    }

    /** The statements that make it, its parents' first. */
    List<String> inserts() {
      var all = new LinkedHashMap<String, Boolean>();
      collect(all, 0);
      return List.copyOf(all.keySet());
    }

    private void collect(Map<String, Boolean> into, int depth) {
      if (depth < 8) {
        parents.forEach(parent -> parent.collect(into, depth + 1));
      }
      if (insert != null) {
        into.put(insert, true);
      }
    }
  }

  void put(Relation table, List<Row> found) {
    rows.put(table.toString(), List.copyOf(found));
  }

  List<Row> of(Relation table) {
    return rows.getOrDefault(table.toString(), List.of());
  }

  List<Row> of(Relation table, Person person) {
    return of(table).stream().filter(row -> row.isOf(person)).toList();
  }

  /** A row for somebody to refer to: his own, one of nobody, or anybody's. */
  Optional<Row> referable(Relation table, Person person, int number) {
    var candidates = new ArrayList<>(of(table, person));
    if (candidates.isEmpty()) {
      of(table).stream().filter(row -> row.owner() == null).forEach(candidates::add);
    }
    if (candidates.isEmpty()) {
      candidates.addAll(of(table, Person.BYSTANDER));
    }
    if (candidates.isEmpty()) {
      candidates.addAll(of(table));
    }
    return candidates.isEmpty()
        ? Optional.empty()
        : Optional.of(candidates.get(number % candidates.size()));
  }

  /** Notes why a table has no rows of its users. */
  void lacks(Relation table, String why) {
    missing.putIfAbsent(table.toString(), why);
  }

  Optional<String> whyMissing(Relation table) {
    return Optional.ofNullable(missing.get(table.toString()));
  }
}
