package io.homeport.processes;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Turns a command into a process that leads a session of its own, so that all that it starts can be
 * found and ended.
 */
final class Launch {
  private static final Path NICE = Path.of("/usr/bin/nice");
  private static final String LOWEST_PRIORITY = "19";
  private static final List<Path> SETSID =
      List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"));

  private Launch() {}

  /** Starts the command. The builder brings the redirections only. */
  static Process start(Command command, ProcessBuilder redirected) {
    Path directory = command.directory();
    if (directory != null && !Files.isDirectory(directory)) {
      throw new IllegalArgumentException(
          command.program() + " cannot run in " + directory + ": there is no such folder.");
    }
    redirected.command(arguments(command));
    redirected.directory(directory == null ? null : directory.toFile());
    redirected.environment().clear();
    redirected.environment().putAll(command.environment());
    try {
      return redirected.start();
    } catch (IOException cause) {
      throw new UncheckedIOException(
          command.program() + " could not be started: " + cause.getMessage(), cause);
    }
  }

  /**
   * setsid, setpriv and nice replace themselves by what follows them, so the process id stays that
   * of the program.
   */
  static List<String> arguments(Command command) {
    var all = new ArrayList<String>();
    setsid().ifPresent(setsid -> all.add(setsid.toString()));
    all.addAll(command.user().prefix());
    if (command.yielding() && Files.isExecutable(NICE)) {
      all.addAll(List.of(NICE.toString(), "-n", LOWEST_PRIORITY));
    }
    all.add(programOf(command).toString());
    all.addAll(command.arguments().subList(1, command.arguments().size()));
    return all;
  }

  private static Optional<Path> setsid() {
    return SETSID.stream().filter(Files::isExecutable).findFirst();
  }

  /**
   * Finds the program as the program's own environment would.
   *
   * @throws ProgramMissing when it is nowhere there
   */
  static Path programOf(Command command) {
    String name = command.arguments().getFirst();
    if (name.indexOf('/') >= 0) {
      Path given = Path.of(name);
      Path directory = command.directory();
      Path path =
          directory == null ? given.toAbsolutePath() : directory.toAbsolutePath().resolve(given);
      if (!isProgram(path)) {
        throw new ProgramMissing(name, String.valueOf(path.getParent()));
      }
      return path;
    }
    String searchPath = command.environment().getOrDefault("PATH", "");
    for (String folder : searchPath.split(File.pathSeparator, -1)) {
      if (!folder.isEmpty() && isProgram(Path.of(folder, name))) {
        return Path.of(folder, name);
      }
    }
    throw new ProgramMissing(name, searchPath);
  }

  private static boolean isProgram(Path path) {
    return Files.isRegularFile(path) && Files.isExecutable(path);
  }
}
