package io.homeport.cli;

import io.homeport.cli.app.AppCommand;
import io.homeport.cli.app.BackupCommand;
import io.homeport.cli.app.DeployCommand;
import io.homeport.cli.app.DeployKeyCommand;
import io.homeport.cli.app.DeployRulesCommand;
import io.homeport.cli.app.DeploymentCommand;
import io.homeport.cli.app.DeploymentsCommand;
import io.homeport.cli.app.DomainCommand;
import io.homeport.cli.app.EnvCommand;
import io.homeport.cli.app.EventsCommand;
import io.homeport.cli.app.GitTokenCommand;
import io.homeport.cli.app.HookCommand;
import io.homeport.cli.app.ImportCommand;
import io.homeport.cli.app.KnownHostCommand;
import io.homeport.cli.app.LogsCommand;
import io.homeport.cli.app.MomentsCommand;
import io.homeport.cli.app.PlanCommand;
import io.homeport.cli.app.ReleaseCommand;
import io.homeport.cli.app.ReleasesCommand;
import io.homeport.cli.app.RestoreCommand;
import io.homeport.cli.app.RestoresCommand;
import io.homeport.cli.app.RollbackCommand;
import io.homeport.cli.app.SpecCommand;
import io.homeport.cli.app.VariableCommand;
import io.homeport.cli.demo.DemoCommand;
import io.homeport.cli.signin.LoginCommand;
import io.homeport.cli.signin.LogoutCommand;
import io.homeport.cli.signin.WhoamiCommand;
import io.homeport.cli.stack.DoctorCommand;
import io.homeport.cli.stack.DownCommand;
import io.homeport.cli.stack.MasterKeyCommand;
import io.homeport.cli.stack.OwnBackupsCommand;
import io.homeport.cli.stack.StatusCommand;
import io.homeport.cli.stack.UpCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code homeport} commands. */
@Command(
    name = "homeport",
    description = "Brings an app that an AI builder generated home.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      UpCommand.class,
      DownCommand.class,
      StatusCommand.class,
      DoctorCommand.class,
      DemoCommand.class,
      LoginCommand.class,
      LogoutCommand.class,
      WhoamiCommand.class,
      AppCommand.class,
      ImportCommand.class,
      HookCommand.class,
      GitTokenCommand.class,
      DeployKeyCommand.class,
      KnownHostCommand.class,
      SpecCommand.class,
      PlanCommand.class,
      EnvCommand.class,
      VariableCommand.class,
      DomainCommand.class,
      DeployCommand.class,
      DeployRulesCommand.class,
      DeploymentsCommand.class,
      DeploymentCommand.class,
      ReleasesCommand.class,
      ReleaseCommand.class,
      RollbackCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      MomentsCommand.class,
      OwnBackupsCommand.class,
      RestoresCommand.class,
      LogsCommand.class,
      EventsCommand.class,
      MasterKeyCommand.class,
      CompletionCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:it was tried and failed",
      "2:the command line cannot be understood",
      "3:not signed in, or not allowed",
      "4:there is no such thing",
      "5:the state of things does not allow it",
      "6:the server does not answer"
    })
public final class Homeport implements Runnable {
  @Spec CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = CommandLine.ScopeType.INHERIT,
      description = "Show this help.")
  boolean help;

  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(commandLine().setOut(out).setErr(err).execute(arguments));
  }

  /** The commands; what goes wrong is told in one line with a remedy. */
  public static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Homeport());
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setParameterExceptionHandler(Homeport::misunderstood);
    commandLine.setExecutionExceptionHandler((failure, in, parsed) -> {
      failure.printStackTrace(in.getErr());
      in.getErr().println("homeport: this is a defect of Homeport; please report it.");
      return ExitCode.FAILED.code();
    });
    return commandLine;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "A command is missing.");
  }

  private static int misunderstood(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    boolean json = List.of(arguments).contains("--json");
    new Output(command.getOut(), command.getErr(), json)
        .failure(
            CommandFailed.usage(
                sentence(String.valueOf(failure.getMessage())),
                suggestion(failure)
                    + "See: %s --help".formatted(command.getCommandSpec().qualifiedName())));
    return ExitCode.USAGE.code();
  }

  private static String suggestion(ParameterException failure) {
    return failure instanceof UnmatchedArgumentException unmatched
            && !unmatched.getSuggestions().isEmpty()
        ? "Did you mean %s? ".formatted(unmatched.getSuggestions().getFirst())
        : "";
  }

  private static String sentence(String message) {
    return message.endsWith(".") ? message : message + ".";
  }
}
