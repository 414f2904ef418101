package io.homeport.cli.source;

import io.homeport.processes.Command;
import io.homeport.processes.Finished;
import io.homeport.processes.ProcessException;
import io.homeport.processes.Processes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What git itself says is tracked, or would be if it were added. */
final class GitListing {
  private static final Pattern NUL = Pattern.compile("\0");

  /** Empty if the folder is in no working tree, or there is no git. */
  static Optional<List<String>> of(Path folder) {
    Command list =
        Command.of("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", ".")
            .in(folder)
            .with(
                Map.of(
                    "GIT_CONFIG_NOSYSTEM", "1",
                    // Somebody else's folder is only listed; its configuration is not trusted.
                    "GIT_CONFIG_COUNT", "2",
                    "GIT_CONFIG_KEY_0", "safe.directory",
                    "GIT_CONFIG_VALUE_0", "*",
                    "GIT_CONFIG_KEY_1", "core.fsmonitor",
                    "GIT_CONFIG_VALUE_1", "false"))
            .limit(Duration.ofMinutes(1))
            .maxOutputBytes(64L << 20);
    try {
      Finished finished = Processes.run(list);
      return finished.succeeded()
          ? Optional.of(
              NUL.splitAsStream(finished.stdout()).filter(path -> !path.isEmpty()).toList())
          : Optional.empty();
    } catch (ProcessException noGit) {
      return Optional.empty();
    }
  }

  private GitListing() {}
}
