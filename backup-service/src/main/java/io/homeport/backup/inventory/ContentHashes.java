package io.homeport.backup.inventory;

import io.homeport.backup.postgres.Login;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Hashes all rows of all tables as they are at one exported snapshot, a few tables at a time,
 * beside whatever else reads that snapshot.
 */
final class ContentHashes implements AutoCloseable {

  static final String LARGE_OBJECTS = "large objects";

  private final Login login;
  private final String database;
  private final String snapshot;
  private final Queue<TableShape> waiting;
  private final Queue<Connection> open = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Future<List<TableContents>>> workers = new ArrayList<>();

  private ContentHashes(Login login, String database, String snapshot, List<TableShape> tables) {
    this.login = login;
    this.database = database;
    this.snapshot = snapshot;
    this.waiting = new ConcurrentLinkedQueue<>(tables);
  }

  static ContentHashes start(
      Login login, String database, String snapshot, List<TableShape> tables, int workers) {
    var hashes = new ContentHashes(login, database, snapshot, tables);
    hashes.workers.add(hashes.threads.submit(() -> hashes.work(true)));
    for (int i = 1; i < workers; i++) {
      hashes.workers.add(hashes.threads.submit(() -> hashes.work(false)));
    }
    return hashes;
  }

  /** Waits for all of them; sorted by name. */
  List<TableContents> await() throws SQLException, InterruptedException {
    var all = new ArrayList<TableContents>();
    for (var worker : workers) {
      try {
        all.addAll(worker.get());
      } catch (ExecutionException e) {
        throw new SQLException("The rows of " + database + " could not be hashed.", e.getCause());
      }
    }
    all.sort(Comparator.comparing(TableContents::table));
    return all;
  }

  private List<TableContents> work(boolean largeObjectsToo) throws SQLException {
    var done = new ArrayList<TableContents>();
    try (Connection connection = login.openPinned(database);
        var statement = connection.createStatement()) {
      open.add(connection);
      statement.execute("begin isolation level repeatable read read only");
      statement.execute("set transaction snapshot '" + snapshot + "'");
      if (largeObjectsToo) {
        TableContents objects = hash(connection, LARGE_OBJECTS, largeObjectsQuery());
        if (objects.rows() > 0) {
          done.add(objects);
        }
      }
      for (var table = waiting.poll(); table != null; table = waiting.poll()) {
        done.add(hash(connection, table.name(), table.query()));
      }
      statement.execute("commit");
    }
    return done;
  }

  static TableContents hash(Connection connection, String name, String query) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      return new TableContents(name, row.getLong(1), row.getString(2) + ":" + row.getString(3));
    }
  }

  static String largeObjectsQuery() {
    return "select count(*), coalesce(sum(h >> 32), 0), coalesce(sum(h & 4294967295), 0) from (select"
        + " pg_catalog.hash_record_extended(row(oid, pg_catalog.lo_get(oid)), 0) as h"
        + " from pg_catalog.pg_largeobject_metadata offset 0) hashed";
  }

  /** Ends what still runs. */
  @Override
  public void close() {
    waiting.clear();
    workers.forEach(worker -> worker.cancel(true));
    for (Connection connection : open) {
      try {
        connection.abort(Runnable::run);
      } catch (SQLException alreadyGone) {
        // An aborted connection is all that is wanted.
      }
    }
    threads.close();
  }
}
