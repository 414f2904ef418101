package io.homeport.processes;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A program whose stdout is consumed by a reader of the caller's while it runs. */
final class Pipe<T> {
  private static final int DISCARD_BYTES = 32 << 10;

  private final Running running;
  private final Tail stderr;
  private final OutputReader<T> reader;
  private final CompletableFuture<Integer> ended = new CompletableFuture<>();
  private final CompletableFuture<@Nullable T> result = new CompletableFuture<>();
  private volatile boolean endedBadlyForReader;

  Pipe(Running running, Tail stderr, OutputReader<T> reader) {
    this.running = running;
    this.stderr = stderr;
    this.reader = reader;
  }

  T run() {
    running.drain(running.stderr(), stderr);
    Thread consumer =
        Thread.ofPlatform()
            .daemon()
            .name(running.command().program() + " reader")
            .start(this::consume);
    int exitCode = running.await(stderr);
    ended.complete(exitCode);
    awaitReader(consumer);
    running.throwFailure();
    if (exitCode != 0) {
      throw new ProcessFailed(running.command(), exitCode, stderr.text());
    }
    return result.join();
  }

  private void consume() {
    var stdout = new UntilSuccess(running.stdout());
    try {
      T value = reader.read(stdout);
      stdout.discardRest();
      result.complete(value);
    } catch (Throwable thrown) {
      if (!endedBadlyForReader) {
        running.fail(thrown);
      }
      result.completeExceptionally(thrown);
    }
  }

  /**
   * The program has ended; the reader still works on what is left in the pipe, within the limit of
   * the command.
   */
  private void awaitReader(Thread consumer) {
    try {
      result.get(Math.max(1, running.remaining().toNanos()), TimeUnit.NANOSECONDS);
    } catch (ExecutionException failed) {
      // Told by running.failure() or by the exit code.
    } catch (TimeoutException late) {
      running.fail(new ProcessTimedOut(running.command(), stderr.text()));
      consumer.interrupt();
    } catch (InterruptedException cause) {
      running.fail(new ProcessInterrupted(running.command(), cause));
      consumer.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  /** A stdout whose end is only reported when the program has succeeded. */
  private final class UntilSuccess extends FilterInputStream {

    UntilSuccess(InputStream stdout) {
      super(stdout);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      int count = read(one, 0, 1);
      return count < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
      int read = readUntilClosed(bytes, offset, count);
      if (read < 0) {
        requireSuccess();
      }
      return read;
    }

    /** Java closes the pipes of a process that it ends. */
    private int readUntilClosed(byte[] bytes, int offset, int count) throws IOException {
      try {
        return in.read(bytes, offset, count);
      } catch (IOException closed) {
        if (running.failure() == null) {
          throw closed;
        }
        return -1;
      }
    }

    @Override
    public void close() {
      // Stays open until the program has ended: a closed pipe would fail a program that still
      // writes.
    }

    void discardRest() throws IOException {
      byte[] buffer = new byte[DISCARD_BYTES];
      while (readUntilClosed(buffer, 0, buffer.length) >= 0) {
        // Nobody wants it, but the program can only end when it is read.
      }
    }

    private void requireSuccess() throws IOException {
      int exitCode = ended.join();
      if (exitCode != 0 || running.failure() != null) {
        endedBadlyForReader = true;
        throw new IOException(
            running.command().program()
                + " did not end well (exit code "
                + exitCode
                + "): its output is not complete");
      }
    }
  }
}
