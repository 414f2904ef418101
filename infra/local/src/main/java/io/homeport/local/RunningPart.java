package io.homeport.local;

import io.homeport.processes.Processes;
import io.homeport.processes.Spawned;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * A part that was started alone and is ready. Ends with {@link #close} or with this JVM.
 *
 * @param <P> which part it is
 */
public final class RunningPart<P extends Part> implements AutoCloseable {
  private static final Duration BETWEEN_PROBES = Duration.ofMillis(50);

  private final P part;
  private Spawned program;

  private RunningPart(P part) {
    this.part = part;
    this.program = launch(part);
  }

  /**
   * Starts a part and waits until it is ready.
   *
   * @throws PartFailed when it ended or was not ready in time; it does not run then
   */
  public static <P extends Part> RunningPart<P> start(P part) {
    return new RunningPart<>(part);
  }

  /** What runs: its addresses, for one. */
  public P part() {
    return part;
  }

  public long pid() {
    return program.pid();
  }

  public boolean isAlive() {
    return program.isAlive();
  }

  /** Ends the program and all that it started as a crash would (SIGKILL). */
  public void crash() {
    ProcessHandle.of(program.pid())
        .ifPresent(handle -> {
          var all = Stream.concat(Stream.of(handle), handle.descendants()).toList();
          all.forEach(ProcessHandle::destroyForcibly);
          all.forEach(each -> each.onExit().join());
        });
  }

  /** Starts the program again after a {@link #crash}: on the same port, with its data. */
  public void restart() {
    program = launch(part);
  }

  @Override
  public void close() {
    part.stop(program);
  }

  private static Spawned launch(Part part) {
    try {
      part.prepare();
    } catch (IOException cause) {
      throw new PartFailed(part.name() + " could not be prepared: " + cause.getMessage(), cause);
    }
    var program = Processes.start(part.command(), part.log());
    try {
      awaitReady(part, program);
      part.whenReady();
      return program;
    } catch (RuntimeException failed) {
      part.stop(program);
      throw failed;
    }
  }

  private static void awaitReady(Part part, Spawned program) {
    long deadline = System.nanoTime() + part.patience().toNanos();
    while (!part.isReady()) {
      if (!program.isAlive()) {
        throw new PartFailed(part.name() + " ended while starting.\n" + LogTail.of(part.log()));
      }
      if (System.nanoTime() > deadline) {
        throw new PartFailed(
            "%s was not ready after %d s.\n%s"
                .formatted(part.name(), part.patience().toSeconds(), LogTail.of(part.log())));
      }
      pause(part);
    }
  }

  private static void pause(Part part) {
    try {
      Thread.sleep(BETWEEN_PROBES);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new PartFailed("Interrupted while waiting for " + part.name(), interrupted);
    }
  }
}
