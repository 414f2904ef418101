package io.homeport.deploy.runtime;

import java.nio.file.Path;
import java.util.List;

/**
 * The process that serves a release in an environment, as data.
 *
 * @param command the program and its arguments; the path of the configuration file is added
 * @param configuration the file's content; it holds secrets
 * @param folders what the process must be able to write
 */
public record Backend(List<String> command, byte[] configuration, List<Path> folders) {

  public Backend {
    command = List.copyOf(command);
    folders = List.copyOf(folders);
  }

  @Override
  public String toString() {
    return "Backend" + command;
  }
}
