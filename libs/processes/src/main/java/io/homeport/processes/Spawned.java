package io.homeport.processes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A program that keeps running until somebody stops it, with everything it started. */
public final class Spawned {
  private static final Duration GRACE_AT_JVM_END = Duration.ofSeconds(5);

  private static final Duration BOOT_TIME_PRECISION = Duration.ofSeconds(2);

  private final ProcessHandle handle;
  private final ProcessTree tree;
  private final Instant startedAt;
  private final CompletableFuture<@Nullable Process> process;

  private Spawned(
      ProcessHandle handle, Instant startedAt, CompletableFuture<@Nullable Process> process) {
    this.handle = handle;
    this.process = process;
    this.tree = new ProcessTree(handle);
    this.startedAt = startedAt;
  }

  static Spawned start(Command command, Path log) {
    try {
      Path folder = log.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
    } catch (IOException cause) {
      throw new UncheckedIOException("The folder of the log " + log + " cannot be made", cause);
    }
    var builder =
        new ProcessBuilder()
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    var process = Launch.start(command, builder);
    var handle = process.toHandle();
    return new Spawned(
        handle,
        startOf(handle).orElseGet(Instant::now),
        process.onExit().thenApply(ended -> ended));
  }

  static Optional<Spawned> find(long pid, Instant startedAt) {
    return ProcessHandle.of(pid)
        .filter(handle -> startOf(handle).filter(start -> isSame(start, startedAt)).isPresent())
        .map(handle -> new Spawned(handle, startedAt, CompletableFuture.completedFuture(null)));
  }

  /** The process id, which is also the id of its session. */
  public long pid() {
    return handle.pid();
  }

  /** When it was started, as the operating system tells it. */
  public Instant startedAt() {
    return startedAt;
  }

  public boolean isAlive() {
    return handle.isAlive();
  }

  /**
   * Completes with the exit code when the program has ended; without one when another JVM had
   * started it.
   */
  public CompletableFuture<OptionalInt> onExit() {
    return handle
        .onExit()
        .thenCombine(
            process,
            (_, ours) -> ours == null ? OptionalInt.empty() : OptionalInt.of(ours.exitValue()));
  }

  /**
   * Asks the program and all it started to end (SIGTERM), and ends what is left after the grace
   * time (SIGKILL). Does nothing when it has ended. When the calling thread is interrupted, the
   * grace time is over.
   */
  public void stop(Duration grace) {
    try {
      if (handle.isAlive()) {
        tree.terminate();
        handle.onExit().get(grace.toNanos(), TimeUnit.NANOSECONDS);
      }
    } catch (TimeoutException | ExecutionException stillThere) {
      // Killed below.
    } catch (InterruptedException noMoreGrace) {
      Thread.currentThread().interrupt();
    } finally {
      tree.kill();
    }
  }

  void stopWithThisJvm() {
    var hook = new Thread(() -> stop(GRACE_AT_JVM_END), "stop " + handle.pid());
    Runtime.getRuntime().addShutdownHook(hook);
    handle.onExit().thenRun(() -> forget(hook));
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException jvmIsEnding) {
      // The hook runs, or has run.
    }
  }

  /** Linux tells start times relative to the boot, whose time is known to the second only. */
  private static boolean isSame(Instant one, Instant other) {
    return Duration.between(one, other).abs().compareTo(BOOT_TIME_PRECISION) <= 0;
  }

  private static Optional<Instant> startOf(ProcessHandle handle) {
    return handle.info().startInstant();
  }
}
