package io.homeport.processes;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One program that runs, and the threads that serve its streams. They are platform threads: a
 * blocked read of a pipe would hold the carrier of a virtual thread. The first thing that goes
 * wrong is kept and ends the program.
 */
final class Running {
  private static final int BUFFER_BYTES = 32 << 10;
  private static final Duration LEFTOVER_LIMIT = Duration.ofSeconds(5);

  private final Command command;
  private final Process process;
  private final ProcessTree tree;
  private final long started = System.nanoTime();
  private final AtomicLong written = new AtomicLong();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final List<Thread> threads = new ArrayList<>();

  private Running(Command command, Process process) {
    this.command = command;
    this.process = process;
    this.tree = new ProcessTree(process.toHandle());
  }

  static Running start(Command command, Input input) {
    var builder = new ProcessBuilder();
    switch (input) {
      case Input.Nothing() -> builder.redirectInput(java.nio.file.Path.of("/dev/null").toFile());
      case Input.FromFile(var path) -> builder.redirectInput(path.toFile());
      case Input.FromStream _, Input.FromText _ ->
          builder.redirectInput(ProcessBuilder.Redirect.PIPE);
    }
    var running = new Running(command, Launch.start(command, builder));
    switch (input) {
      case Input.Nothing _, Input.FromFile _ -> {}
      case Input.FromStream(var stream) -> running.feed(stream);
      case Input.FromText text -> running.feed(new java.io.ByteArrayInputStream(text.bytes()));
    }
    return running;
  }

  /** Starts it with a stdin that is written to by {@link #stdin()}. */
  static Running startAsked(Command command) {
    var builder = new ProcessBuilder().redirectInput(ProcessBuilder.Redirect.PIPE);
    return new Running(command, Launch.start(command, builder));
  }

  Command command() {
    return command;
  }

  OutputStream stdin() {
    return process.getOutputStream();
  }

  InputStream stdout() {
    return process.getInputStream();
  }

  InputStream stderr() {
    return process.getErrorStream();
  }

  /** What takes the bytes of a stream as they come. */
  interface Sink {
    void write(byte[] bytes, int offset, int count);

    default void end() {}
  }

  /** Reads a stream of the program to its end. */
  void drain(InputStream stream, Sink sink) {
    serve(
        "output",
        () -> {
          byte[] buffer = new byte[BUFFER_BYTES];
          try (stream) {
            for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
              if (written.addAndGet(count) > command.maxOutputBytes()) {
                fail(new OutputLimitExceeded(command));
                sink.end();
                return;
              }
              sink.write(buffer, 0, count);
            }
            sink.end();
          } catch (IOException closedBecauseKilled) {
            // Java closes the pipes of a process that it ends; what was read until then is kept.
            sink.end();
          }
        });
  }

  private void feed(InputStream source) {
    serve(
        "input",
        () -> {
          byte[] buffer = new byte[BUFFER_BYTES];
          try (OutputStream stdin = process.getOutputStream()) {
            for (int count = read(source, buffer); count >= 0; count = read(source, buffer)) {
              stdin.write(buffer, 0, count);
            }
          } catch (IOException programReadsNoMore) {
            // A program may end, or close its stdin, before it has read everything; its exit code
            // tells how it went.
          }
        });
  }

  private int read(InputStream source, byte[] buffer) {
    try {
      return source.read(buffer);
    } catch (IOException cause) {
      throw new UncheckedIOException(
          "The input of " + command.program() + " could not be read", cause);
    }
  }

  private void serve(String what, Runnable work) {
    threads.add(
        Thread.ofPlatform()
            .daemon()
            .name(command.program() + " " + what)
            .start(() -> {
              try {
                work.run();
              } catch (Throwable thrown) {
                fail(thrown);
              }
            }));
  }

  /** Keeps the first thing that went wrong, and ends the program. */
  void fail(Throwable thrown) {
    failure.compareAndSet(null, thrown);
    tree.kill();
  }

  /** Ends the program and all it started. */
  void kill() {
    tree.kill();
  }

  @Nullable Throwable failure() {
    return failure.get();
  }

  Duration took() {
    return Duration.ofNanos(System.nanoTime() - started);
  }

  Duration remaining() {
    var remaining = command.limit().minus(took());
    return remaining.isNegative() ? Duration.ZERO : remaining;
  }

  /**
   * Waits for the end of the program within its limit, ends what it left behind, and waits for its
   * output.
   *
   * @param stderr the tail to show when the limit is exceeded
   */
  int await(Tail stderr) {
    boolean interrupted = false;
    try {
      if (!process.waitFor(remaining().toNanos(), TimeUnit.NANOSECONDS)) {
        fail(new ProcessTimedOut(command, stderr.text()));
      }
    } catch (InterruptedException cause) {
      interrupted = true;
      fail(new ProcessInterrupted(command, cause));
    }
    tree.kill();
    interrupted |= joinThreads();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return process.isAlive() ? -1 : process.exitValue();
  }

  /** Throws what went wrong while the program ran, if anything did. */
  void throwFailure() {
    switch (failure.get()) {
      case null -> {}
      case RuntimeException exception -> throw exception;
      case Error error -> throw error;
      case IOException exception -> throw new UncheckedIOException(exception);
      case Throwable other -> throw new IllegalStateException(other);
    }
  }

  private boolean joinThreads() {
    boolean interrupted = false;
    long deadline = System.nanoTime() + LEFTOVER_LIMIT.toNanos();
    for (Thread thread : threads) {
      while (thread.isAlive() && System.nanoTime() < deadline) {
        try {
          thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        } catch (InterruptedException again) {
          interrupted = true;
        }
      }
      // Only a thread that waits for a source of input is left: nobody reads what it would bring.
      thread.interrupt();
    }
    return interrupted;
  }

  /** Passes lines on one at a time, whichever stream they come from. */
  static Consumer<String> oneAtATime(Consumer<String> onLine) {
    var lock = new Object();
    return line -> {
      synchronized (lock) {
        onLine.accept(line);
      }
    };
  }
}
