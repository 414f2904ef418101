package io.homeport.deploy.migration.judging;

import java.nio.file.Path;

/** The programs that migrations are read with. */
public record Tools(PostgresParser parser, Squawk linter) implements AutoCloseable {

  /**
   * @param folder {@code runtimes/migrations}, with its packages installed
   */
  public static Tools in(Path folder) {
    Path absolute = folder.toAbsolutePath().normalize();
    return new Tools(new PostgresParser(absolute), new Squawk(absolute));
  }

  @Override
  public void close() {
    parser.close();
  }
}
