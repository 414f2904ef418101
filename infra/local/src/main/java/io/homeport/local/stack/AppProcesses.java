package io.homeport.local.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.homeport.local.ProcessId;
import io.homeport.processes.Processes;
import io.homeport.processes.Spawned;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The processes of deployed apps. deploy-service starts them so that they outlive it, and leaves a
 * pid file for each.
 *
 * @param pidFiles the folder of the pid files; each holds a pid, or JSON with {@code pid}
 * @param runtimes what an app's process has on its command line: a pid is ended only if it does
 * @param processes where the kernel tells of processes
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_cmdline.5.html">
 *     proc_pid_cmdline(5)</a>
 */
record AppProcesses(Path pidFiles, Path runtimes, Path processes) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration EXEC_LIMIT = Duration.ofSeconds(1);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);

  AppProcesses(Path pidFiles, Path runtimes) {
    this(pidFiles, runtimes, Path.of("/proc"));
  }

  /**
   * Ends them all.
   *
   * @return how many ran
   */
  int sweep() {
    if (!Files.isDirectory(pidFiles)) {
      return 0;
    }
    int ended = 0;
    try (var files = Files.newDirectoryStream(pidFiles, "*.pid")) {
      for (Path file : files) {
        var process = running(file);
        process.ifPresent(running -> running.stop(GRACE));
        ended += process.isPresent() ? 1 : 0;
        Files.deleteIfExists(file);
      }
      return ended;
    } catch (IOException cause) {
      throw new UncheckedIOException(pidFiles + " cannot be read", cause);
    }
  }

  private Optional<Spawned> running(Path file) throws IOException {
    OptionalLong pid = pidIn(Files.readString(file, StandardCharsets.UTF_8));
    if (pid.isEmpty() || !isApp(pid.getAsLong())) {
      return Optional.empty();
    }
    return ProcessHandle.of(pid.getAsLong())
        .flatMap(handle -> handle.info().startInstant())
        .flatMap(startedAt -> Processes.find(pid.getAsLong(), startedAt));
  }

  static OptionalLong pidIn(String content) {
    String text = content.strip();
    try {
      if (text.startsWith("{")) {
        long pid = JSON.readTree(text).path("pid").asLong(0);
        return pid > 0 ? OptionalLong.of(pid) : OptionalLong.empty();
      }
      return OptionalLong.of(Long.parseLong(text.split("\\s")[0]));
    } catch (JsonProcessingException | NumberFormatException noPid) {
      return OptionalLong.empty();
    }
  }

  /**
   * A process has no command line for a moment while a program takes the place of another in it
   * (execve(2)): what setsid starts, for one. It is asked again until it has one.
   */
  private boolean isApp(long pid) {
    long deadline = System.nanoTime() + EXEC_LIMIT.toNanos();
    String commandLine = commandLine(pid);
    while (commandLine.isEmpty() && ProcessId.of(pid).isPresent() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
      commandLine = commandLine(pid);
    }
    return commandLine.contains(runtimes.toString());
  }

  private String commandLine(long pid) {
    try {
      return Files.readString(processes.resolve(pid + "/cmdline"), StandardCharsets.ISO_8859_1);
    } catch (IOException noSuchProcess) {
      return "";
    }
  }
}
