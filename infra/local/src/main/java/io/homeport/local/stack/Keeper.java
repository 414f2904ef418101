package io.homeport.local.stack;

import io.homeport.local.FreePorts;
import io.homeport.local.LogTail;
import io.homeport.local.Part;
import io.homeport.local.PartFailed;
import io.homeport.local.ProcessId;
import io.homeport.processes.Processes;
import io.homeport.processes.Spawned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps one part running: starts it when what it needs is ready, and again whenever it dies. */
final class Keeper {
  private static final Duration BETWEEN_PROBES = Duration.ofMillis(100);
  private static final long LARGEST_LOG_BYTES = 20 << 20;

  private final Part part;
  private final List<Keeper> needs;
  private final PidFile pidFile;
  private final Consumer<PartStatus> onChange;
  private final CompletableFuture<Void> firstReady = new CompletableFuture<>();
  private final Thread thread;

  private PartStatus status;
  private volatile boolean stopping;
  private volatile @Nullable Spawned program;

  /**
   * @param needs what has to have been ready once before this part starts
   */
  Keeper(Part part, List<Keeper> needs, PidFile pidFile, Consumer<PartStatus> onChange) {
    this.part = part;
    this.needs = List.copyOf(needs);
    this.pidFile = pidFile;
    this.onChange = onChange;
    this.status = PartStatus.waiting(part.name(), part.port(), Instant.now());
    this.thread = Thread.ofVirtual().name("keeper of " + part.name()).unstarted(this::keep);
  }

  void start() {
    onChange.accept(status);
    thread.start();
  }

  /** Ends the part and does not start it again. Returns when it has ended. */
  void stop() {
    stopping = true;
    thread.interrupt();
    joinThread();
    change(status.stopping(Instant.now()));
    var running = program;
    if (running != null) {
      part.stop(running);
    }
    pidFile.delete();
    change(status.stopped(Instant.now()));
  }

  private void keep() {
    try {
      for (Keeper need : needs) {
        need.firstReady.get();
      }
      var backoff = Backoff.start();
      while (!stopping) {
        var life = live();
        backoff = backoff.after(life.ready());
        change(status.restarting(life.end(), Instant.now()));
        Thread.sleep(backoff.next());
        backoff = backoff.longer();
      }
    } catch (InterruptedException | ExecutionException stopped) {
      // stop() does the rest.
    }
  }

  /**
   * @param ready how long the part was ready
   * @param end why it is no more
   */
  private record Life(Duration ready, String end) {}

  /** A defect in one part must not leave it without a keeper. */
  private Life live() throws InterruptedException {
    try {
      return liveOnce();
    } catch (RuntimeException defect) {
      return new Life(Duration.ZERO, defect.toString());
    }
  }

  private Life liveOnce() throws InterruptedException {
    try {
      var running = launch();
      awaitReady(running);
      part.whenReady();
    } catch (IOException | RuntimeException failed) {
      if (Thread.interrupted() || stopping) {
        throw new InterruptedException();
      }
      endFailedStart();
      return new Life(Duration.ZERO, String.valueOf(failed.getMessage()));
    }
    Instant ready = Instant.now();
    change(status.ready(ready));
    firstReady.complete(null);
    awaitEnd();
    return new Life(Duration.between(ready, Instant.now()), "It ended. " + LogTail.of(part.log()));
  }

  private Spawned launch() throws IOException {
    change(status.starting(0, Instant.now()));
    part.prepare();
    refuseStranger();
    rotate(part.log());
    var running = Processes.startDetached(part.command(), part.log());
    program = running;
    ProcessId.of(running.pid()).ifPresent(pidFile::write);
    change(status.starting(running.pid(), Instant.now()));
    return running;
  }

  /** Whoever listens there would be taken for this part, or keep it from starting. */
  private void refuseStranger() {
    if (!FreePorts.isFree(part.port())) {
      throw new PartFailed(
          "Another program listens on its port %d. End that one, or give %s another port in ports.json."
              .formatted(part.port(), part.name()));
    }
  }

  private void awaitReady(Spawned running) throws InterruptedException {
    long deadline = System.nanoTime() + part.patience().toNanos();
    while (!part.isReady()) {
      if (!running.isAlive()) {
        throw new PartFailed("It ended while starting. " + LogTail.of(part.log()));
      }
      if (System.nanoTime() > deadline) {
        throw new PartFailed(
            "It was not ready after %d s. %s"
                .formatted(part.patience().toSeconds(), LogTail.of(part.log())));
      }
      Thread.sleep(BETWEEN_PROBES);
    }
  }

  private void awaitEnd() throws InterruptedException {
    var running = program;
    if (running == null) {
      return;
    }
    try {
      running.onExit().get();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
    // What it had started may have outlived it.
    running.stop(Duration.ZERO);
    program = null;
  }

  private void endFailedStart() {
    var running = program;
    if (running != null) {
      part.stop(running);
      program = null;
    }
  }

  private void joinThread() {
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void change(PartStatus changed) {
    status = changed;
    onChange.accept(changed);
  }

  private static void rotate(Path log) throws IOException {
    if (Files.exists(log) && Files.size(log) > LARGEST_LOG_BYTES) {
      Path older = log.resolveSibling(log.getFileName() + ".1");
      Files.move(log, older, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
