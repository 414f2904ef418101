package io.homeport.processes;

import java.io.IOException;
import java.io.InputStream;

/** Consumes what a program writes to stdout while the program runs. */
@FunctionalInterface
public interface OutputReader<T> {

  /**
   * Called once, on a thread of its own.
   *
   * @param stdout ends only when the program has succeeded: where the end is reached after a
   *     failure, reading throws instead. So whoever stores what it read until the end never stores
   *     half an output.
   */
  T read(InputStream stdout) throws IOException;
}
