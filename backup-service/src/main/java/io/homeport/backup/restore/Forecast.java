package io.homeport.backup.restore;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.homeport.backup.files.FileChanges;
import io.homeport.backup.inventory.CatalogueEntry;
import io.homeport.backup.inventory.Inventory;
import io.homeport.backup.inventory.TableContents;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a restore would change if its database took the place of the one in service. Nothing is
 * changed to find that out.
 *
 * @param takenAt what was written since then would be lost
 * @param lookedAt when the database in service was looked at
 * @param release which one would serve
 * @param variables which ones it would have
 * @param storedBytes the archive as stored, compressed and encrypted
 * @param expectedMillis how long bringing the data back took in the backup's own drill
 * @param tables every table of either, those that change first
 * @param structure what else there is in a database, by name
 * @param files absent where the backup holds none: they stay as they are
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Forecast(
    Instant takenAt,
    Instant lookedAt,
    Origin release,
    Origin variables,
    long storedBytes,
    @Nullable Long expectedMillis,
    List<Table> tables,
    Structure structure,
    @Nullable FileChanges files) {

  private static final int MOST_NAMED = 200;

  public Forecast {
    tables = List.copyOf(tables);
  }

  /** Where something that serves would come from. */
  public enum Origin {
    /** It stays as it is. */
    @JsonProperty("unchanged")
    UNCHANGED,
    /** What the environment had when it was recorded last before the backup. */
    @JsonProperty("recorded")
    RECORDED,
    /** What served when the backup was taken: the deployment it was taken for changed the data. */
    @JsonProperty("of-the-backup")
    OF_THE_BACKUP
  }

  /** What becomes of a table's rows. */
  public enum Change {
    @JsonProperty("same")
    SAME,
    @JsonProperty("other-rows")
    OTHER_ROWS,
    @JsonProperty("comes-back")
    COMES_BACK,
    @JsonProperty("goes")
    GOES,
    /** There was not enough time to tell. */
    @JsonProperty("not-known")
    NOT_KNOWN
  }

  /**
   * One table.
   *
   * @param backedUp its rows in the backup; absent where the backup has no such table
   * @param now its rows in service; absent where it is not there, or there was no time to count
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Table(String table, @Nullable Long backedUp, @Nullable Long now, Change change) {}

  /** Names of things, such as {@code policy bookings_select on public.bookings}. */
  public record Structure(List<String> comesBack, List<String> goes, List<String> changes) {

    public Structure {
      comesBack = List.copyOf(comesBack);
      goes = List.copyOf(goes);
      changes = List.copyOf(changes);
    }
  }

  /**
   * The database in service.
   *
   * @param counts rows of each table, empty where there was no time to count
   * @param same of tables with as many rows as were backed up, whether they are the same ones
   */
  record InService(
      List<CatalogueEntry> catalogue,
      Map<String, Optional<Long>> counts,
      Map<String, Boolean> same) {}

  /** Those that change first, each by its name. */
  static List<Table> tables(List<TableContents> backedUp, InService live) {
    var all = new ArrayList<Table>();
    for (TableContents was : backedUp) {
      all.add(of(was, live));
    }
    var known = backedUp.stream().map(TableContents::table).collect(Collectors.toSet());
    live.counts()
        .forEach((table, rows) -> {
          if (!known.contains(table)) {
            all.add(new Table(table, null, rows.orElse(null), Change.GOES));
          }
        });
    return Stream.concat(
            all.stream().filter(each -> each.change() != Change.SAME),
            all.stream().filter(each -> each.change() == Change.SAME))
        .toList();
  }

  private static Table of(TableContents was, InService live) {
    Optional<Long> rows = live.counts().get(was.table());
    if (rows == null) {
      return new Table(was.table(), was.rows(), null, Change.COMES_BACK);
    }
    return new Table(was.table(), was.rows(), rows.orElse(null), change(was, rows, live));
  }

  private static Change change(TableContents was, Optional<Long> rows, InService live) {
    if (rows.isEmpty()) {
      return Change.NOT_KNOWN;
    }
    if (rows.get() != was.rows()) {
      return Change.OTHER_ROWS;
    }
    Boolean same = live.same().get(was.table());
    if (same == null) {
      return Change.NOT_KNOWN;
    }
    return same ? Change.SAME : Change.OTHER_ROWS;
  }

  static Structure structure(Inventory backedUp, InService live) {
    var before = byTitle(backedUp.catalogue());
    var now = byTitle(live.catalogue());
    return new Structure(
        named(before.keySet().stream().filter(each -> !now.containsKey(each))),
        named(now.keySet().stream().filter(each -> !before.containsKey(each))),
        named(
            before.values().stream()
                .filter(was -> {
                  CatalogueEntry is = now.get(was.title());
                  return is != null && !is.definition().equals(was.definition());
                })
                .map(CatalogueEntry::title)));
  }

  private static Map<String, CatalogueEntry> byTitle(List<CatalogueEntry> catalogue) {
    return catalogue.stream()
        .collect(
            Collectors.toMap(
                CatalogueEntry::title,
                Function.identity(),
                (one, other) -> one,
                LinkedHashMap::new));
  }

  private static List<String> named(Stream<String> titles) {
    List<String> all = titles.toList();
    if (all.size() <= MOST_NAMED) {
      return all;
    }
    var some = new ArrayList<>(all.subList(0, MOST_NAMED));
    some.add("and %,d more".formatted(all.size() - MOST_NAMED));
    return some;
  }
}
