package io.homeport.deploy.build;

import io.homeport.contracts.Failure;
import io.homeport.processes.Command;
import io.homeport.processes.Finished;
import io.homeport.processes.OutputLimitExceeded;
import io.homeport.processes.ProcessInterrupted;
import io.homeport.processes.ProcessTimedOut;
import io.homeport.processes.Processes;
import io.homeport.processes.ProgramMissing;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Runs a program inside bubblewrap and says which limit it hit, if any. */
record Confined(BuildLimits limits) {
  private static final int KILLED = 128 + 9;
  private static final Pattern OUT_OF_MEMORY =
      Pattern.compile(
          "JavaScript heap out of memory|Cannot allocate memory|runtime: out of memory|\\bENOMEM\\b"
              + "|std::bad_alloc|memory allocation of \\d+ bytes failed");

  /**
   * @return how the program ended; a failure of its own is a value
   * @throws BuildFailed when it hit a limit, or cannot be confined on this machine
   */
  Finished run(Bubblewrap confinement, Command command, DiskGuard guard, BuildLog log)
      throws BuildFailed {
    return run(confinement, command, guard, log, wrapped -> Processes.run(wrapped, log::line));
  }

  /** Like the other, for a program whose output is an answer and not for people. */
  Finished ask(Bubblewrap confinement, Command command, DiskGuard guard, BuildLog log)
      throws BuildFailed {
    return run(confinement, command, guard, log, Processes::run);
  }

  private Finished run(
      Bubblewrap confinement,
      Command command,
      DiskGuard guard,
      BuildLog log,
      Function<Command, Finished> runner)
      throws BuildFailed {
    // Visitors of the apps on this machine go first.
    var wrapped =
        new Command(
            confinement.around(command.arguments()),
            command.environment(),
            command.directory(),
            command.limit(),
            limits.logBytes(),
            command.secrets(),
            command.user(),
            true);
    var memory = new MemoryGuard(folderOf(command), limits.memoryBytes());
    try (memory) {
      Finished finished = runner.apply(wrapped);
      if (guard.tripped()) {
        throw tooLarge();
      }
      if (memory.tripped()) {
        Thread.interrupted();
        throw tooMuchMemory();
      }
      if (!finished.succeeded() && ranOutOfMemory(finished)) {
        throw tooMuchMemory();
      }
      return finished;
    } catch (ProcessTimedOut e) {
      throw new BuildFailed(
          Failure.user(
              String.join(" ", command.arguments())
                  + " did not end within "
                  + command.limit().toSeconds()
                  + " s and was stopped. The end of its log:\n"
                  + log.tail(),
              "Check that the build ends by itself and starts no server."));
    } catch (OutputLimitExceeded e) {
      throw new BuildFailed(
          Failure.user(
              String.join(" ", command.arguments())
                  + " wrote more than "
                  + (limits.logBytes() >> 20)
                  + " MiB of output and was stopped.",
              "Make the build say less."));
    } catch (ProcessInterrupted e) {
      if (guard.tripped()) {
        Thread.interrupted();
        throw tooLarge();
      }
      if (memory.tripped()) {
        Thread.interrupted();
        throw tooMuchMemory();
      }
      throw e;
    } catch (ProgramMissing e) {
      throw new BuildFailed(
          Failure.operator(
              "Builds cannot be confined on this machine: " + e.getMessage(),
              "Install bubblewrap and util-linux; without them no app is built."));
    }
  }

  private static Path folderOf(Command command) {
    return Objects.requireNonNull(command.directory(), "a confined program runs in a folder");
  }

  /** Killed by the system, or its allocator gave up. */
  private static boolean ranOutOfMemory(Finished finished) {
    return finished.exitCode() == KILLED
        || OUT_OF_MEMORY.matcher(finished.stdout() + "\n" + finished.stderr()).find();
  }

  private BuildFailed tooMuchMemory() {
    return new BuildFailed(
        Failure.user(
            "The build used more than "
                + (limits.memoryBytes() >> 20)
                + " MiB of memory, of which "
                + limits.heapMebibytes()
                + " MiB are for JavaScript objects; it was stopped.",
            "Make the build smaller, such as without source maps, or ask the operator for more memory."));
  }

  private BuildFailed tooLarge() {
    return new BuildFailed(
        Failure.user(
            "The build used more than "
                + (limits.diskBytes() >> 20)
                + " MiB of disk, or the disk is nearly full; it was stopped.",
            "Make the source and its packages smaller, or ask the operator for more space."));
  }
}
