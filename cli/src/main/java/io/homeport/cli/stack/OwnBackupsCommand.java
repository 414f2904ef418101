package io.homeport.cli.stack;

import io.homeport.cli.HomeportCommand;
import io.homeport.cli.Output;
import io.homeport.cli.client.Resource;
import io.homeport.local.StackCommands;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The copies of Homeport's own databases; for operators. */
@Command(
    name = "own-backups",
    description = "The copies of Homeport's own databases, accounts included; for operators.",
    subcommands = {OwnBackupsCommand.Listed.class, OwnBackupsCommand.Restore.class})
public final class OwnBackupsCommand {

  @Command(name = "list", description = "Show them, newest first, and what is wrong with them.")
  static final class Listed extends HomeportCommand {
    @Override
    protected void run(Output output) {
      Resource all = api().get("/operations/backup-service/own-backups");
      if (all.optional("problem").isPresent() || all.json().has("problem")) {
        Resource problem = all.part("problem");
        output.progress(problem.text("what") + " " + problem.text("remedy"));
      }
      List<Resource> sets = all.parts("sets");
      output.table(
          all.json(),
          List.of("TAKEN", "BYTES", "MASTER KEY", "FOLDER"),
          sets.stream()
              .map(each ->
                  List.of(
                      each.text("takenAt"),
                      each.text("bytes"),
                      each.text("masterKey"),
                      each.text("folder")))
              .toList());
    }
  }

  @Command(
      name = "restore",
      description = {
        "Put one back in place of the databases of the stack of this working tree, which must be",
        "down. All are restored beside and compared before they take the places of those there are,",
        "together."
      })
  static final class Restore extends StackCommand {
    @Parameters(paramLabel = "FOLDER", description = "The copy's folder, with its set.json.")
    Path folder;

    @Option(
        names = "--yes",
        required = true,
        description = "What is in the databases now is gone afterwards; that is meant.")
    boolean yes;

    @Override
    int run(StackCommands commands) {
      return commands.restoreOwn(folder);
    }
  }
}
