package io.homeport.backup.drill;

import io.homeport.backup.inventory.CatalogueEntry;
import io.homeport.backup.inventory.Inventory;
import io.homeport.backup.inventory.SequencePosition;
import io.homeport.backup.inventory.TableContents;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Names every difference between what was in a database and what is in a restored one. */
public final class Comparison {

  /** Kinds whose definitions may hold secrets: that they differ is told, not how. */
  private static final Set<String> NOT_SHOWN = Set.of("setting", "user mapping");

  private static final int MOST_SHOWN = 2000;

  public static List<Difference> of(Inventory was, Inventory is) {
    var differences = new ArrayList<Difference>();
    if (was.major() != is.major()) {
      differences.add(
          Difference.of(
              "it was compared on PostgreSQL %d, but taken on %d; row hashes differ between them"
                  .formatted(is.major(), was.major())));
      return differences;
    }
    tables(was.tables(), is.tables(), differences);
    catalogue(was, is, differences);
    sequences(was, is, differences);
    return differences;
  }

  /**
   * What is missing where a database came back on a newer major version: row hashes and the way
   * things are written are other ones there, so rows are counted, and everything else is looked for
   * by its name. The drill has compared all of it on the version that it is from.
   */
  public static List<Difference> acrossMajors(Inventory was, Inventory is) {
    var differences = new ArrayList<Difference>();
    tables(was.tables(), withHashesOf(was, is), differences);
    var after = byName(is.catalogue(), CatalogueEntry::title);
    was.catalogue().stream()
        .map(CatalogueEntry::title)
        .filter(title -> !after.containsKey(title))
        .forEach(title -> differences.add(Difference.of(title + " is missing")));
    sequences(was, is, differences);
    return differences;
  }

  private static List<TableContents> withHashesOf(Inventory was, Inventory is) {
    var before = byName(was.tables(), TableContents::table);
    return is.tables().stream()
        .map(after ->
            new TableContents(
                after.table(), after.rows(), before.getOrDefault(after.table(), after).hash()))
        .toList();
  }

  private static void tables(
      List<TableContents> was, List<TableContents> is, List<Difference> differences) {
    var found = byName(is, TableContents::table);
    for (TableContents before : was) {
      TableContents after = found.get(before.table());
      if (after == null) {
        differences.add(
            Difference.of(
                "the %d rows of %s are missing".formatted(before.rows(), before.table())));
      } else if (after.rows() != before.rows()) {
        differences.add(
            Difference.of(
                "%s has %d rows instead of %d"
                    .formatted(before.table(), after.rows(), before.rows())));
      } else if (!after.hash().equals(before.hash())) {
        differences.add(
            Difference.of(
                "%s has %d rows as it should, but not the same ones"
                    .formatted(before.table(), before.rows())));
      }
    }
  }

  private static void catalogue(Inventory was, Inventory is, List<Difference> differences) {
    var before = byName(was.catalogue(), CatalogueEntry::title);
    var after = byName(is.catalogue(), CatalogueEntry::title);
    before.forEach((title, entry) -> {
      CatalogueEntry found = after.get(title);
      if (found == null) {
        differences.add(new Difference(title + " is missing", shown(entry), Optional.empty()));
      } else if (!found.definition().equals(entry.definition())) {
        differences.add(new Difference(title + " is not as it was", shown(entry), shown(found)));
      }
    });
    after.forEach((title, entry) -> {
      if (!before.containsKey(title)) {
        differences.add(
            new Difference(title + " was not there before", Optional.empty(), shown(entry)));
      }
    });
  }

  private static void sequences(Inventory was, Inventory is, List<Difference> differences) {
    var found = byName(is.sequences(), SequencePosition::sequence);
    for (SequencePosition before : was.sequences()) {
      SequencePosition after = found.get(before.sequence());
      // One that is missing is a difference of the catalogue.
      if (after != null && !before.allows(after)) {
        differences.add(
            Difference.of(
                "sequence %s stands at %d instead of %s"
                    .formatted(before.sequence(), after.after(), before.range())));
      }
    }
  }

  private static Optional<String> shown(CatalogueEntry entry) {
    if (NOT_SHOWN.contains(entry.kind())) {
      return Optional.empty();
    }
    String text = entry.definition();
    return Optional.of(text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + " …");
  }

  private static <T> Map<String, T> byName(List<T> all, Function<T, String> name) {
    return all.stream()
        .collect(
            Collectors.toMap(name, Function.identity(), (one, other) -> one, LinkedHashMap::new));
  }

  private Comparison() {}
}
