package io.homeport.local.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
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

/**
 * The processes of deployed apps. deploy-service starts them so that they outlive it, and leaves a
 * pid file for each.
 *
 * @param pidFiles the folder of the pid files; each holds a pid, or JSON with {@code pid}
 * @param runtimes what an app's process has on its command line: a pid is ended only if it does
 */
record AppProcesses(Path pidFiles, Path runtimes) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration GRACE = Duration.ofSeconds(5);

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

  private boolean isApp(long pid) {
    try {
      String commandLine =
          Files.readString(Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.ISO_8859_1);
      return commandLine.contains(runtimes.toString());
    } catch (IOException noSuchProcess) {
      return false;
    }
  }
}
