package io.homeport.cli.app;

import io.homeport.cli.CommandFailed;
import io.homeport.cli.HomeportCommand;
import io.homeport.cli.Output;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Resource;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts a backup's data back. */
@Command(
    name = "restore",
    description =
        "Restore a backup into a new database, and its stored files beside; with --promote the environment uses them from then on, and is there again if it was removed. With --at an app's database as it was at a moment.")
public final class RestoreCommand extends HomeportCommand {
  @Parameters(paramLabel = "BACKUP", description = "Its id; with --at the app, by its name or id.")
  String backup;

  @Option(
      names = "--at",
      paramLabel = "MOMENT",
      description =
          "The environment's database as it was then, such as 2026-03-01T12:00:00Z or with an offset; homeport moments says which there are. Stored files stay as they are.")
  @Nullable OffsetDateTime at;

  @Option(names = "--env", paramLabel = "NAME", description = "With --at: the environment.")
  @Nullable String environment;

  @Option(names = "--promote", description = "Put it into service.")
  boolean promote;

  @Option(
      names = "--dry-run",
      description = "Only tell what it would change, by table, thing and file; changes nothing.")
  boolean dryRun;

  @Option(
      names = "--table",
      paramLabel = "TABLE",
      description =
          "Only its rows, such as public.orders, into a schema of their own beside it; says what is other now, and how rows are copied back.")
  @Nullable String table;

  @Option(
      names = "--where",
      paramLabel = "CONDITION",
      description =
          "Only the rows that fit: columns compared with literals, joined by and, such as \"customer = 42\".")
  @Nullable String where;

  @Option(
      names = "--into",
      paramLabel = "NAME",
      description =
          "Another environment of the same app to restore into; its variables and secrets stay its own.")
  @Nullable String into;

  @Override
  protected void run(Output output) {
    Journey journey = new Journey(api(), output::progress);
    Resource done = at == null ? ofBackup(journey) : ofMoment(journey, at);
    if (dryRun) {
      output.result(done.json(), ForecastTold.lines(done.part("forecast")).toArray(String[]::new));
      return;
    }
    if (table != null || where != null) {
      output.result(done.json(), RowsTold.lines(done.part("restored")).toArray(String[]::new));
      return;
    }
    String what =
        at == null
            ? "Backup " + backup
            : "%s of %s as it was at %s".formatted(environment, backup, at.toInstant());
    output.result(
        done.json(),
        promote
            ? what + " is restored and in service."
            : what + " is restored beside what is in service.");
  }

  private Resource ofBackup(Journey journey) {
    Map<String, Object> wanted = wanted();
    if (into != null) {
      Resource app = journey.app(journey.backup(backup).text("app"));
      wanted.put("into", journey.environment(app, into).id());
    }
    return journey.restored(journey.restore(backup, wanted));
  }

  private Resource ofMoment(Journey journey, OffsetDateTime moment) {
    if (environment == null) {
      throw CommandFailed.usage(
          "Which environment is to be restored?", "Name it with --env, such as --env production.");
    }
    Resource app = journey.app(backup);
    Map<String, Object> wanted = wanted();
    wanted.put("at", moment.toInstant().toString());
    if (into != null) {
      wanted.put("into", journey.environment(app, into).id());
    }
    return journey.restoreMoment(journey.environment(app, environment), wanted);
  }

  private Map<String, Object> wanted() {
    Map<String, Object> wanted = new HashMap<>();
    wanted.put("promote", promote);
    if (dryRun) {
      wanted.put("dryRun", true);
    }
    if (table != null) {
      wanted.put("table", table);
    }
    if (where != null) {
      wanted.put("where", where);
    }
    return wanted;
  }
}
