package io.homeport.cli.source;

import io.homeport.processes.Command;
import io.homeport.processes.Finished;
import io.homeport.processes.ProcessException;
import io.homeport.processes.Processes;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which commit a folder is of, as far as git says. Unlike a listing this is asked only of a work
 * tree of one's own: git refuses others'.
 */
public final class GitOrigin {

  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "GIT_CONFIG_NOSYSTEM", "1",
          "GIT_OPTIONAL_LOCKS", "0",
          "GIT_CONFIG_COUNT", "1",
          "GIT_CONFIG_KEY_0", "core.fsmonitor",
          "GIT_CONFIG_VALUE_0", "false");

  /**
   * What the API takes as the origin of an archive, by name: {@code commit}, {@code author}, {@code
   * committedAt}, {@code ref}, {@code url}, {@code path}, {@code dirty}. Empty if the folder is in
   * no work tree, has no commit, or there is no git.
   */
  public static Map<String, String> of(Path folder) {
    Map<String, String> origin = new LinkedHashMap<>();
    Optional<String> commit = git(folder, "rev-parse", "--verify", "--quiet", "HEAD^{commit}");
    if (commit.isEmpty()) {
      return origin;
    }
    origin.put("commit", commit.orElseThrow());
    git(folder, "log", "-1", "--no-show-signature", "--format=%cI%n%an", "HEAD")
        .map(lines -> lines.split("\n", 2))
        .filter(lines -> lines.length == 2)
        .ifPresent(lines -> {
          origin.put("committedAt", lines[0]);
          origin.put("author", lines[1].substring(0, Math.min(lines[1].length(), 200)));
        });
    git(folder, "symbolic-ref", "--quiet", "--short", "HEAD")
        .filter(ref -> ref.matches("[A-Za-z0-9][A-Za-z0-9._/-]{0,199}"))
        .ifPresent(ref -> origin.put("ref", ref));
    git(folder, "config", "--get", "remote.origin.url")
        .flatMap(GitOrigin::withoutUser)
        .ifPresent(url -> origin.put("url", url));
    git(folder, "rev-parse", "--show-prefix")
        .map(prefix -> prefix.replaceFirst("/$", ""))
        .filter(prefix -> !prefix.isEmpty())
        .ifPresent(prefix -> origin.put("path", prefix));
    dirty(folder).ifPresent(dirty -> origin.put("dirty", Boolean.toString(dirty)));
    return origin;
  }

  /** Not asked where the work tree configures filters: its programs would be run. */
  private static Optional<Boolean> dirty(Path folder) {
    Command filters =
        Command.of("git", "config", "--includes", "--get-regexp", "^filter\\.")
            .in(folder)
            .with(ENVIRONMENT)
            .with("GIT_CONFIG_GLOBAL", "/dev/null")
            .limit(Duration.ofSeconds(20));
    Optional<Finished> configured = run(filters);
    boolean none = configured.isPresent() && configured.orElseThrow().exitCode() == 1;
    return none
        ? git(folder, "status", "--porcelain", "--ignore-submodules=all", "--", ".")
            .map(status -> !status.isEmpty())
        : Optional.empty();
  }

  /** An address may hold a token; such a part is left out. Short forms are written out. */
  private static Optional<String> withoutUser(String url) {
    String address = url.replaceFirst("^(?:[\\w.-]+@)?([\\w.-]+):(?!//)(.*)$", "ssh://$1/$2");
    try {
      URI uri = URI.create(address);
      return uri.getHost() == null || uri.getScheme() == null
          ? Optional.empty()
          : Optional.of(
              uri.getScheme()
                  + "://"
                  + uri.getHost()
                  + (uri.getPort() < 0 ? "" : ":" + uri.getPort())
                  + uri.getRawPath());
    } catch (IllegalArgumentException noUri) {
      return Optional.empty();
    }
  }

  private static Optional<String> git(Path folder, String... arguments) {
    return run(Command.of("git")
            .plus(arguments)
            .in(folder)
            .with(ENVIRONMENT)
            .limit(Duration.ofMinutes(1))
            .maxOutputBytes(16L << 20))
        .filter(Finished::succeeded)
        .map(finished -> finished.stdout().strip());
  }

  private static Optional<Finished> run(Command command) {
    try {
      return Optional.of(Processes.run(command));
    } catch (ProcessException noGit) {
      return Optional.empty();
    }
  }

  private GitOrigin() {}
}
