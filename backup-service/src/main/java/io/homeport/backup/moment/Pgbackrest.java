package io.homeport.backup.moment;

import io.homeport.backup.Trouble;
import io.homeport.backup.postgres.Login;
import io.homeport.contracts.Failure;
import io.homeport.processes.Command;
import io.homeport.processes.OsUser;
import io.homeport.processes.ProcessException;
import io.homeport.processes.ProcessFailed;
import io.homeport.processes.Processes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * pgBackRest, as the operating system's user who runs the cluster of apps: it reads the cluster's
 * files, and the key of what it keeps is in its configuration alone.
 *
 * @param config its configuration, which PostgreSQL's archiving uses too
 * @param live the cluster
 * @param limit wall-clock limit of one base backup, or of one restore
 * @see <a href="https://pgbackrest.org/command.html">pgBackRest's commands</a>
 */
public record Pgbackrest(Path program, Path config, Login live, Duration limit) {

  private static final String STANZA = "apps";
  private static final String POSTGRES_USER = "postgres";
  private static final Set<String> SYSTEMS_OWN = Set.of("postgres", "template0", "template1");
  private static final Duration SHORT = Duration.ofMinutes(2);
  private static final int ANOTHER_ONE_WORKS = 50;

  private static final DateTimeFormatter TARGET =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS+00").withZone(ZoneOffset.UTC);

  /** In a listing: the segment, what it is a digest of, and how it is compressed. */
  private static final Pattern SEGMENT = Pattern.compile("/([0-9A-F]{24})-[0-9a-f]{40}");

  /** What is kept of the cluster. */
  public Repository repository() {
    return Repository.parse(run(command(SHORT, "--output=json", "info")));
  }

  /** The databases that a base backup has. */
  private List<String> databases(BaseBackup base) {
    return Repository.databases(
        run(command(SHORT, "--output=json", "--set=" + base.label(), "info")));
  }

  /** Tells it of the cluster; does nothing where it knows it. */
  void begin() {
    run(command(SHORT, "stanza-create"));
  }

  /**
   * Takes a base backup, and lets go of what was kept long enough.
   *
   * @return false if one is being taken already
   */
  boolean take(BaseBackup.Type type) {
    try {
      run(command(limit, "--type=" + type.word(), "backup"));
      return true;
    } catch (Trouble trouble) {
      if (trouble.getCause() instanceof ProcessFailed failed
          && failed.exitCode() == ANOTHER_ONE_WORKS) {
        return false;
      }
      throw trouble;
    }
  }

  /** The segments of the log that are kept. */
  TreeSet<String> segments() {
    var segments = new TreeSet<String>();
    String listing =
        run(
            plain(SHORT, "--output=text", "--recurse", "repo-ls", "archive/" + STANZA)
                .maxOutputBytes(Long.MAX_VALUE));
    SEGMENT.matcher(listing).results().forEach(found -> segments.add(found.group(1)));
    return segments;
  }

  /**
   * Puts a cluster's files into a folder, which a server then replays the log onto, up to a moment
   * and no further, and serves.
   *
   * @param only of all databases this one has its contents; the others are holes. One that is
   *     younger than the base backup comes by the log alone.
   */
  void restore(BaseBackup base, Instant moment, String only, Path data, Path tablespaces) {
    List<String> all = databases(base);
    List<String> chosen =
        all.contains(only)
            ? List.of("--db-include=" + only)
            : all.stream()
                .filter(each -> !SYSTEMS_OWN.contains(each))
                .map(each -> "--db-exclude=" + each)
                .toList();
    run(
        command(
                limit,
                "--pg1-path=" + data,
                "--set=" + base.label(),
                "--type=time",
                "--target=" + TARGET.format(moment),
                "--target-action=promote",
                "--archive-mode=off",
                "--tablespace-map-all=" + tablespaces,
                "restore")
            .plus(chosen));
  }

  private Command command(Duration most, String... arguments) {
    return plain(most, arguments).plus("--stanza=" + STANZA);
  }

  private Command plain(Duration most, String... arguments) {
    return Command.of(program.toString(), "--config=" + config)
        .plus(arguments)
        // It connects as PostgreSQL's own programs do.
        .with("PGHOST", live.host())
        .with("PGPASSWORD", live.password().reveal())
        .redacting(live.password().reveal())
        .limit(most)
        .as(user());
  }

  static OsUser user() {
    return OsUser.canSwitch() ? OsUser.named(POSTGRES_USER) : OsUser.same();
  }

  private static String run(Command command) {
    try {
      return Processes.run(command).orThrow().stdout();
    } catch (ProcessFailed e) {
      throw trouble(firstError(e), e);
    } catch (ProcessException e) {
      throw trouble(String.valueOf(e.getMessage()), e);
    }
  }

  private static Trouble trouble(String why, ProcessException cause) {
    return new Trouble(
        Failure.operator(
            "pgBackRest did not do it: " + why,
            "Look whether its repository is there, has room, and is the user's who runs"
                + " PostgreSQL. Nothing in service is touched."),
        cause);
  }

  private static String firstError(ProcessFailed failed) {
    return failed
        .stderr()
        .lines()
        .filter(line -> line.contains("ERROR:"))
        .findFirst()
        .map(line -> line.substring(line.indexOf("ERROR:") + "ERROR:".length()).strip())
        .orElse("it ended with exit code " + failed.exitCode());
  }
}
