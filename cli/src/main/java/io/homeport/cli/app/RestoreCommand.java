package io.homeport.cli.app;

import io.homeport.cli.HomeportCommand;
import io.homeport.cli.Output;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Resource;
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
        "Restore a backup into a new database, and its stored files beside; with --promote the environment uses them from then on, and is there again if it was removed.")
public final class RestoreCommand extends HomeportCommand {
  @Parameters(paramLabel = "BACKUP", description = "Its id.")
  String backup;

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
    Map<String, Object> wanted = wanted(journey);
    if (dryRun) {
      Resource told = journey.restored(journey.restore(backup, wanted));
      output.result(told.json(), ForecastTold.lines(told.part("forecast")).toArray(String[]::new));
      return;
    }
    if (table != null || where != null) {
      Resource beside = journey.restored(journey.restore(backup, wanted));
      output.result(beside.json(), RowsTold.lines(beside.part("restored")).toArray(String[]::new));
      return;
    }
    Resource done = journey.restored(journey.restore(backup, wanted));
    output.result(
        done.json(),
        promote
            ? "Backup %s is restored and in service.".formatted(backup)
            : "Backup %s is restored beside what is in service.".formatted(backup));
  }

  private Map<String, Object> wanted(Journey journey) {
    Map<String, Object> wanted = new HashMap<>();
    wanted.put("promote", promote);
    if (dryRun) {
      wanted.put("dryRun", true);
    }
    if (into != null) {
      Resource app = journey.app(journey.backup(backup).text("app"));
      wanted.put("into", journey.environment(app, into).id());
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
