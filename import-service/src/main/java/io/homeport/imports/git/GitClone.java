package io.homeport.imports.git;

import io.homeport.contracts.Failure;
import io.homeport.messaging.work.FailedWork;
import io.homeport.processes.Command;
import io.homeport.processes.Finished;
import io.homeport.processes.ProcessTimedOut;
import io.homeport.processes.Processes;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Clones the newest tree of a repository, treating both the repository and its server as hostile:
 * no hooks, no submodules, no links, no redirects to elsewhere, no prompts, and a connection only
 * to the address that was checked, so that a name that changes its address meanwhile gains nothing.
 */
public final class GitClone {

  /** The tree that was cloned. */
  public record Cloned(String commit) {}

  private final boolean privateAllowed;
  private final Duration limit;
  private final long mostBytes;

  /**
   * @param limit wall-clock limit of the clone
   * @param mostBytes the largest file, and so the largest pack, that git may write
   */
  public GitClone(boolean privateAllowed, Duration limit, long mostBytes) {
    this.privateAllowed = privateAllowed;
    this.limit = limit;
    this.mostBytes = mostBytes;
  }

  /**
   * Clones into a folder that does not exist yet.
   *
   * @param ref a branch or tag; null for the repository's default branch
   * @throws FailedWork with what the user must change
   */
  public Cloned clone(GitUrl url, @Nullable String ref, Path into) {
    InetAddress address = resolve(url);
    Finished cloned;
    try {
      cloned = Processes.run(command(url, ref, address, into));
    } catch (ProcessTimedOut e) {
      throw new FailedWork(
          Failure.user(
              "Cloning %s took longer than %d s.".formatted(url, limit.toSeconds()),
              "Import a zip of the repository instead, or try again when its server is faster."));
    }
    if (!cloned.succeeded()) {
      throw new FailedWork(explain(url, ref, cloned.stderr()));
    }
    return new Cloned(commit(into));
  }

  private InetAddress resolve(GitUrl url) {
    try {
      InetAddress[] addresses = InetAddress.getAllByName(url.host());
      for (InetAddress address : addresses) {
        if (!privateAllowed && !Addresses.isPublic(address)) {
          throw new FailedWork(
              Failure.user(
                  "%s points to the private address %s, which is not imported from."
                      .formatted(url, address.getHostAddress()),
                  "Use a public address, or upload a zip of the repository."));
        }
      }
      return addresses[0];
    } catch (UnknownHostException e) {
      throw new FailedWork(
          Failure.user("There is no host named %s.".formatted(url.host()), "Check the Git URL."));
    }
  }

  private Command command(GitUrl url, @Nullable String ref, InetAddress address, Path into) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "prlimit",
                "--fsize=" + mostBytes,
                "git",
                "-c",
                "http.followRedirects=false",
                "-c",
                "http.curloptResolve=%s:%d:%s".formatted(url.host(), url.port(), literal(address)),
                "-c",
                "core.hooksPath=/dev/null",
                "-c",
                "core.symlinks=false",
                "-c",
                "transfer.fsckObjects=true",
                "-c",
                "credential.helper=",
                "clone",
                "--depth=1",
                "--single-branch",
                "--no-tags",
                "--no-recurse-submodules",
                "--quiet"));
    if (ref != null) {
      arguments.add("--branch=" + ref);
    }
    arguments.addAll(List.of("--", url.toString(), into.toString()));
    return Command.of(arguments)
        .with("GIT_TERMINAL_PROMPT", "0")
        .with("GIT_CONFIG_NOSYSTEM", "1")
        .with("GIT_CONFIG_GLOBAL", "/dev/null")
        .with("GIT_ALLOW_PROTOCOL", privateAllowed ? "https:http" : "https")
        .with("GIT_LFS_SKIP_SMUDGE", "1")
        .with("HOME", "/nonexistent")
        .limit(limit);
  }

  private static String literal(InetAddress address) {
    return address instanceof Inet6Address
        ? "[" + address.getHostAddress() + "]"
        : address.getHostAddress();
  }

  private static String commit(Path repository) {
    return Processes.run(
            Command.of("git", "-C", repository.toString(), "rev-parse", "HEAD")
                .with("GIT_CONFIG_NOSYSTEM", "1")
                .with("GIT_CONFIG_GLOBAL", "/dev/null")
                .limit(Duration.ofSeconds(20)))
        .orThrow()
        .stdout()
        .strip();
  }

  /** Git's own message, put into words that say what to do. */
  static Failure explain(GitUrl url, @Nullable String ref, String stderr) {
    String said = stderr.toLowerCase(Locale.ROOT);
    if (said.contains("remote branch") && said.contains("not found")) {
      return Failure.user(
          "%s has no branch or tag %s.".formatted(url, ref), "Check the name of the ref.");
    }
    if (said.contains("authentication failed")
        || said.contains("could not read username")
        || said.contains("terminal prompts disabled")) {
      return Failure.user(
          "%s is private or does not exist.".formatted(url),
          "Make it public for the import, or upload a zip of it.");
    }
    if (said.contains("not found") || said.contains("not valid: is this a git repository")) {
      return Failure.user("There is no Git repository at %s.".formatted(url), "Check the Git URL.");
    }
    if (said.contains("file size limit") || said.contains("file too large")) {
      return Failure.user(
          "The repository at %s is larger than is taken.".formatted(url),
          "Import a zip of the app's source only.");
    }
    if (said.contains("unable to access") || said.contains("could not resolve")) {
      return Failure.user(
          "%s cannot be reached.".formatted(url),
          "Check the Git URL, and that this installation may reach it.");
    }
    return Failure.user(
        "%s could not be cloned: %s".formatted(url, lastLine(stderr)), "Check the Git URL.");
  }

  private static String lastLine(String stderr) {
    String stripped = stderr.strip();
    return stripped.substring(stripped.lastIndexOf('\n') + 1);
  }
}
