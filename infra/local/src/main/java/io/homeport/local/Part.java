package io.homeport.local;

import io.homeport.processes.Command;
import io.homeport.processes.Spawned;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * One program of the stack: how it is prepared, started, found ready and stopped. A part holds no
 * state of its own: who runs it, {@link RunningPart} or the supervisor, keeps the process.
 */
public interface Part {

  /** A short name, unique in a stack; names its log and its pid file. */
  String name();

  /** The port on 127.0.0.1 that its users connect to. */
  int port();

  /** Where its output goes. */
  Path log();

  /**
   * Makes what the program needs before it can start. Does nothing when that is there already; it
   * is called before every start, also after a crash.
   */
  void prepare() throws IOException;

  Command command();

  /** True once the program does what it is for. Returns within about two seconds, never throws. */
  boolean isReady();

  /** Completes the program once it is ready; called after every start. */
  default void whenReady() {}

  /** How long the program may take to become ready. */
  default Duration patience() {
    return Duration.ofSeconds(60);
  }

  /** Ends the program in an orderly way, or by force when it takes too long. */
  default void stop(Spawned program) {
    program.stop(Duration.ofSeconds(10));
  }
}
