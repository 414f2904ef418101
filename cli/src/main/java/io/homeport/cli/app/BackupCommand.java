package io.homeport.cli.app;

import io.homeport.cli.CommandFailed;
import io.homeport.cli.HomeportCommand;
import io.homeport.cli.Output;
import io.homeport.cli.client.Api;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Resource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Backups. */
@Command(
    name = "backup",
    description = "The backups of an app.",
    subcommands = {
      BackupCommand.Run.class,
      BackupCommand.ListBackups.class,
      BackupCommand.Show.class,
      BackupCommand.Report.class,
      BackupCommand.SigningKey.class,
      BackupCommand.VerifyReport.class,
      BackupCommand.Hold.class,
      BackupCommand.LetGo.class,
      BackupPolicyCommand.class,
      BackupDestinationsCommand.class,
      BackupDownloadCommand.class
    })
public final class BackupCommand {

  @Command(name = "run", description = "Take a backup now and prove that it restores.")
  static final class Run extends HomeportCommand {
    @Parameters(paramLabel = "APP", description = "Name or id of the app.")
    String app;

    @Option(names = "--env", required = true, paramLabel = "NAME", description = "The environment.")
    String environment;

    @Option(names = "--wait", description = "Wait until it is proved.")
    boolean wait;

    @Override
    protected void run(Output output) {
      Journey journey = new Journey(api(), output::progress);
      Resource of = journey.environment(journey.app(app), environment);
      Resource requested = journey.backUp(of);
      if (!wait) {
        output.result(requested.json(), "Backup %s is requested.".formatted(requested.id()));
        return;
      }
      Resource verified = journey.verified(requested);
      output.result(
          verified.json(),
          "Backup %s is verified: it was restored and compared.".formatted(verified.id()));
    }
  }

  @Command(name = "list", description = "List the backups of an app.")
  static final class ListBackups extends HomeportCommand {
    @Parameters(paramLabel = "APP", description = "Name or id of the app.")
    String app;

    @Override
    protected void run(Output output) {
      Journey journey = new Journey(api(), output::progress);
      List<Resource> all = journey.backups(journey.app(app));
      output.table(
          all.stream().map(Resource::json).toList(),
          List.of("STATE", "WHY", "TAKEN", "BYTES", "ID"),
          all.stream()
              .map(each ->
                  List.of(
                      each.state(),
                      each.optional("reason").orElse(""),
                      each.optional("takenAt").orElse(""),
                      each.optional("bytes").orElse(""),
                      each.id()))
              .toList());
    }
  }

  @Command(name = "show", description = "Show a backup and what the restore drill compared.")
  static final class Show extends HomeportCommand {
    @Parameters(paramLabel = "BACKUP", description = "Its id.")
    String backup;

    @Override
    protected void run(Output output) {
      Api api = api();
      Resource found = new Journey(api, output::progress).backup(backup);
      if (!found.state().equals("verified")) {
        output.result(Map.of("backup", found.json()), Described.lines(found));
        return;
      }
      String path = "/backups/%s/report".formatted(found.id());
      output.result(
          Map.of("backup", found.json(), "report", api.get(path).json()),
          String.join(System.lineSeparator(), Described.lines(found)),
          "",
          api.text(path, "text/markdown").strip());
    }
  }

  @Command(
      name = "hold",
      description = "Keep a backup until it is let go, whatever its policy says; for owners.")
  static final class Hold extends HomeportCommand {
    @Parameters(paramLabel = "BACKUP", description = "Its id.")
    String backup;

    @Option(
        names = "--reason",
        required = true,
        paramLabel = "TEXT",
        description = "For those who ask later.")
    String reason;

    @Override
    protected void run(Output output) {
      Resource held = api().put("/backups/%s/hold".formatted(backup), Map.of("reason", reason));
      output.result(held.json(), "Backup %s stays until it is let go.".formatted(held.id()));
    }
  }

  @Command(
      name = "let-go",
      description = "Let a backup go that was held: its policy decides again; for owners.")
  static final class LetGo extends HomeportCommand {
    @Parameters(paramLabel = "BACKUP", description = "Its id.")
    String backup;

    @Override
    protected void run(Output output) {
      api().delete("/backups/%s/hold".formatted(backup));
      output.result(Map.of("id", backup), "Backup %s is held no longer.".formatted(backup));
    }
  }

  @Command(name = "report", description = "Print the signed report of a backup, to be kept.")
  static final class Report extends HomeportCommand {
    @Parameters(paramLabel = "BACKUP", description = "Its id.")
    String backup;

    @Override
    protected void run(Output output) {
      Api api = api();
      Resource found = new Journey(api, output::progress).backup(backup);
      Resource proof = api.get("/backups/%s/report".formatted(found.id())).part("proof");
      if (proof.json().isMissingNode() || proof.json().isNull()) {
        throw CommandFailed.failed(
            "The report of this backup is older than signatures are.",
            "Take another backup: homeport backup run APP --env NAME");
      }
      output.result(proof.json(), proof.json().toString());
    }
  }

  @Command(
      name = "signing-key",
      description = "Print the public key that reports of backups are checked with.")
  static final class SigningKey extends HomeportCommand {
    @Override
    protected void run(Output output) {
      Resource key = api().get("/backups/signing-key");
      output.result(key.json(), key.text("pem").strip());
    }
  }

  @Command(
      name = "verify-report",
      description = "Check the signature of a report. Needs no server.")
  static final class VerifyReport extends HomeportCommand {
    @Parameters(paramLabel = "FILE", description = "What 'homeport backup report' printed.")
    Path file;

    @Option(
        names = "--key",
        required = true,
        paramLabel = "FILE",
        description = "What 'homeport backup signing-key' printed, kept apart from the report.")
    Path key;

    @Override
    protected void run(Output output) {
      SignedReport report = SignedReport.check(file, key);
      if (!report.isEqual()) {
        throw CommandFailed.failed(
            "The signature is genuine, and the report says that backup %s is not good: %d differences."
                .formatted(report.text("backup"), report.number("differences")),
            "Rely on another backup.");
      }
      output.result(
          report.statement(),
          "The signature is genuine.",
          "Backup %s of %s, %s was restored and was equal to what was there."
              .formatted(report.text("backup"), report.text("app"), report.text("environment")),
          "It holds %,d rows of %,d tables as of %s; compared at %s."
              .formatted(
                  report.number("rows"),
                  report.number("tables"),
                  report.text("takenAt"),
                  report.text("comparedAt")),
          "Recovery took %.1f s.".formatted(report.number("recoveryMillis") / 1000.0),
          "archive   " + report.text("archive"),
          "manifest  " + report.text("manifest"));
    }
  }
}
