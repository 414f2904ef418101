package io.homeport.backup.inventory;

import io.homeport.backup.Trouble;
import io.homeport.backup.postgres.Login;
import io.homeport.contracts.Failure;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks at one instant of a database while the database goes on: a session holds a snapshot open
 * that a dump and the hashing of the rows share, so that both see exactly the same rows.
 *
 * <p>Rows are read as a {@link io.homeport.backup.postgres.ReadingRole}, from whom row security
 * hides nothing and who is no superuser: what a table is may change between being listed and being
 * read.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/functions-admin.html">pg_export_snapshot</a>
 */
public final class Observation implements AutoCloseable {

  private static final int OLDEST_MAJOR = 14;
  private static final int LOCKS_PER_STATEMENT = 200;
  private static final int ROWS_AT_A_TIME = 1000;

  /** Only a table with these columns, of types of PostgreSQL itself, is such a list. */
  private static final String LISTS_FILES =
      """
      select count(*) from pg_attribute a join pg_class c on c.oid = a.attrelid
      join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'storage' and c.relname = 'objects' and c.relkind = 'r' and not a.attisdropped
      and (a.attname, a.atttypid) in (('bucket_id', 'text'::regtype), ('name', 'text'::regtype),
        ('metadata', 'jsonb'::regtype))
      """;

  private static final String LISTED_FILES =
      "select bucket_id, name, metadata ->> 'size', metadata ->> 'eTag' from only storage.objects"
          + " where bucket_id is not null and name is not null";

  private final Connection coordinator;
  private final Catalogue now;
  private final String snapshot;
  private final Instant takenAt;
  private final List<CatalogueEntry> catalogue;
  private final List<SequencePosition> sequencesBefore;
  private final ContentHashes hashes;

  private Observation(Login login, String database, int workers, Connection coordinator)
      throws SQLException {
    this.coordinator = coordinator;
    this.now = new Catalogue(coordinator);
    requireSupported(coordinator);
    execute("begin isolation level repeatable read read only");
    this.snapshot = text("select pg_export_snapshot()");
    this.takenAt = instant();
    List<TableShape> tables = TableShape.all(coordinator);
    lock(tables);
    this.catalogue = now.entries();
    this.sequencesBefore = now.sequences();
    this.hashes = ContentHashes.start(login, database, snapshot, tables, workers);
  }

  /**
   * Takes the snapshot and begins to hash.
   *
   * @param workers how many tables are hashed at a time
   */
  public static Observation begin(Login login, String database, int workers) throws SQLException {
    Connection coordinator = login.openPinned(database);
    try {
      return new Observation(login, database, workers, coordinator);
    } catch (SQLException | RuntimeException e) {
      coordinator.close();
      throw e;
    }
  }

  /** What {@code pg_dump --snapshot} takes. */
  public String snapshot() {
    return snapshot;
  }

  public Instant takenAt() {
    return takenAt;
  }

  /** The files that the app's database lists as stored, where it has such a list. */
  public List<StoredObject> storedObjects() throws SQLException {
    if (!text(LISTS_FILES).equals("3")) {
      return List.of();
    }
    var listed = new ArrayList<StoredObject>();
    try (var statement = coordinator.createStatement()) {
      statement.setFetchSize(ROWS_AT_A_TIME);
      var rows = statement.executeQuery(LISTED_FILES);
      while (rows.next()) {
        String size = rows.getString(3);
        listed.add(
            new StoredObject(
                rows.getString(1),
                rows.getString(2),
                Optional.ofNullable(size)
                    .filter(digits -> digits.matches("\\d{1,18}"))
                    .map(Long::valueOf),
                Optional.ofNullable(rows.getString(4))));
      }
    }
    return listed;
  }

  public int major() throws SQLException {
    return coordinator.getMetaData().getDatabaseMajorVersion();
  }

  /**
   * Waits for the hashes. To be called after the dump.
   *
   * @throws Trouble to try again, when the structure of the database was changed meanwhile: the
   *     catalogue knows no snapshots, so what the dump holds would be uncertain
   */
  public Inventory finish() throws SQLException, InterruptedException {
    List<TableContents> contents = hashes.await();
    List<SequencePosition> sequences = between(sequencesBefore, now.sequences());
    var inventory =
        new Inventory(
            major(),
            text("show server_version").replaceAll(" .*", ""),
            now.superuser(),
            now.properties(),
            now.roles(),
            catalogue,
            contents,
            sequences);
    // A new transaction sees what was committed since.
    execute("commit");
    if (!Inventory.fingerprint(now.entries()).equals(inventory.fingerprint())) {
      throw new Trouble(
          Failure.retry(
              "The structure of the database was changed while the backup was taken.",
              "Nothing needs to be done: another one is taken."));
    }
    return inventory;
  }

  @Override
  public void close() {
    hashes.close();
    try {
      coordinator.close();
    } catch (SQLException alreadyGone) {
      // A session that ended holds nothing any more.
    }
  }

  /** Holds the shape of the tables still, as pg_dump does; writing goes on. */
  private void lock(List<TableShape> tables) throws SQLException {
    for (int from = 0; from < tables.size(); from += LOCKS_PER_STATEMENT) {
      var some = tables.subList(from, Math.min(tables.size(), from + LOCKS_PER_STATEMENT));
      execute(
          "lock table "
              + String.join(
                  ", ", some.stream().map(TableShape::name).map(name -> "only " + name).toList())
              + " in access share mode");
    }
  }

  private static List<SequencePosition> between(
      List<SequencePosition> before, List<SequencePosition> after) {
    Map<String, SequencePosition> earlier = new HashMap<>();
    before.forEach(each -> earlier.put(each.sequence(), each));
    var all = new ArrayList<SequencePosition>();
    for (SequencePosition later : after) {
      SequencePosition first = earlier.getOrDefault(later.sequence(), later);
      all.add(
          new SequencePosition(
              later.sequence(), first.after(), first.called(), later.after(), later.called()));
    }
    return all;
  }

  private static void requireSupported(Connection connection) throws SQLException {
    int major = connection.getMetaData().getDatabaseMajorVersion();
    if (major < OLDEST_MAJOR) {
      throw new Trouble(
          Failure.operator(
              "The cluster of apps runs PostgreSQL "
                  + major
                  + ", whose contents cannot be compared.",
              "Upgrade it to PostgreSQL " + OLDEST_MAJOR + " or later."));
    }
  }

  private Instant instant() throws SQLException {
    try (var statement = coordinator.createStatement();
        var row = statement.executeQuery("select transaction_timestamp()")) {
      row.next();
      return row.getObject(1, OffsetDateTime.class).toInstant();
    }
  }

  private String text(String query) throws SQLException {
    try (var statement = coordinator.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  private void execute(String sql) throws SQLException {
    try (var statement = coordinator.createStatement()) {
      statement.execute(sql);
    }
  }
}
