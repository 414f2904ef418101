package io.homeport.systemtest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * What backup-service has made for its work on one app's database, seen from outside: while it
 * works, and what there is of it afterwards.
 */
final class LeftByBackups {
  private static final String APPS = "postgres-apps";
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);

  private static final Pattern DRILL = Pattern.compile(" -D (\\S+/drills)/drill-\\S+/data ");

  /** An envelope begins so; the id of the backup follows. */
  private static final byte[] MAGIC = "HOMEPORT".getBytes(StandardCharsets.US_ASCII);

  private static final int VERSION_AND_CONTENT_BYTES = 2;
  private static final int ID_BYTES = 16;

  private final RunningStack stack;
  private final String database;
  private Optional<Path> drills = Optional.empty();

  LeftByBackups(RunningStack stack, String database) {
    this.stack = stack;
    this.database = database;
  }

  /** Waits for a session of backup-service in a database of the app, by what it does. */
  void awaitSession(String condition) {
    soon(condition, () -> !sessions(condition).isEmpty());
  }

  /** Waits until something is on its way to the second place. */
  void awaitCopying() {
    Path unfinished = stack.backups().getLast().resolve("unfinished");
    soon("a copy is made", () -> !content(unfinished).isEmpty());
  }

  /** Waits for a session of such a role in a throwaway server. */
  void awaitInDrill(String role) {
    soon(
        role + "… in a drill",
        () ->
            ProcessHandle.allProcesses()
                .filter(process -> title(process).startsWith("postgres: " + role))
                .anyMatch(this::isInDrill));
  }

  private boolean isInDrill(ProcessHandle session) {
    Optional<Path> folder =
        session
            .parent()
            .flatMap(server -> server.info().commandLine())
            .map(DRILL::matcher)
            .filter(Matcher::find)
            .map(found -> Path.of(found.group(1)));
    drills = folder.or(() -> drills);
    return folder.isPresent();
  }

  /** The app's databases. */
  List<String> databases() throws SQLException {
    return stack.column(
        APPS,
        "postgres",
        "select datname from pg_database where starts_with(datname, '%s')".formatted(database));
  }

  /** Roles that were made for one look, or for one restore. */
  List<String> roles() throws SQLException {
    return stack.column(
        APPS,
        "postgres",
        """
        select rolname from pg_roles
        where starts_with(rolname, 'homeport_reading_') or starts_with(rolname, 'homeport_restoring_')
        """);
  }

  /** What backup-service does in the app's databases. */
  List<String> sessions() throws SQLException {
    return sessions("true");
  }

  private List<String> sessions(String condition) throws SQLException {
    return stack.column(
        APPS,
        "postgres",
        """
        select usename || ': ' || query from pg_stat_activity
        where application_name = 'homeport-backup' and starts_with(datname, '%s') and %s
        """
            .formatted(database, condition));
  }

  /** Programs that dump or restore the app's databases, and throwaway servers. */
  List<String> processes() {
    String drillsFolder = drills.orElseThrow().toString();
    return ProcessHandle.allProcesses()
        .flatMap(process -> process.info().commandLine().stream())
        .filter(line -> line.contains("--dbname=" + database) || line.contains(drillsFolder))
        .toList();
  }

  /** Folders of throwaway servers, what restores note on the disk, and halves of objects. */
  List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>(content(drills.orElseThrow()));
    files.addAll(content(stack.data("backup-service").resolve("restores")));
    for (Path place : stack.backups()) {
      files.addAll(content(place.resolve("unfinished")));
    }
    return files;
  }

  /** The objects of a backup at one of the places where backups are kept. */
  List<String> objects(Path place, String backup) throws IOException {
    try (Stream<Path> all = Files.walk(place)) {
      return all.filter(Files::isRegularFile)
          .filter(each -> !each.getParent().endsWith("unfinished"))
          .filter(each -> belongsTo(each, UUID.fromString(backup)))
          .map(each -> "sha256:" + each.getFileName())
          .toList();
    }
  }

  /** Those that backup-service knows of. */
  List<String> objectsOf(String backup) throws SQLException {
    return stack.column(
        "postgres-platform",
        "backups",
        """
        select object from backup, unnest(array[archive, manifest, record]) object
        where id = '%s' and object is not null
        """
            .formatted(backup));
  }

  private static boolean belongsTo(Path object, UUID backup) {
    try (var in = Files.newInputStream(object)) {
      ByteBuffer header =
          ByteBuffer.wrap(in.readNBytes(MAGIC.length + VERSION_AND_CONTENT_BYTES + ID_BYTES));
      byte[] magic = new byte[MAGIC.length];
      if (header.remaining() < header.capacity() || header.capacity() < MAGIC.length + ID_BYTES) {
        return false;
      }
      header.get(magic).position(magic.length + VERSION_AND_CONTENT_BYTES);
      return Arrays.equals(magic, MAGIC)
          && new UUID(header.getLong(), header.getLong()).equals(backup);
    } catch (IOException goneMeanwhile) {
      return false;
    }
  }

  /** What a process calls itself, as PostgreSQL's do; empty where it is gone. */
  private static String title(ProcessHandle process) {
    try {
      return Files.readString(
          Path.of("/proc", Long.toString(process.pid()), "cmdline"), StandardCharsets.ISO_8859_1);
    } catch (IOException gone) {
      return "";
    }
  }

  private static List<Path> content(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  /** What is waited for may be over in a moment. */
  private static void soon(String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(BETWEEN_LOOKS)
        .ignoreExceptions()
        .until(condition);
  }
}
