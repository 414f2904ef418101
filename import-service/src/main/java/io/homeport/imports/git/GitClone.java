package io.homeport.imports.git;

import io.homeport.contracts.Failure;
import io.homeport.messaging.work.FailedWork;
import io.homeport.objects.LeftOut;
import io.homeport.processes.Command;
import io.homeport.processes.Finished;
import io.homeport.processes.ProcessFailed;
import io.homeport.processes.ProcessTimedOut;
import io.homeport.processes.Processes;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Clones the newest tree of a repository, treating both the repository and its server as hostile:
 * no hooks, no submodules, no links, no redirects to elsewhere, no prompts, and a connection only
 * to the address that was checked, so that a name that changes its address meanwhile gains nothing.
 *
 * <p>A few kilobytes of Git objects can stand for billions of files, since folders may share their
 * contents. So what would be checked out is listed first, and only what keeps within the limits is
 * written to disk.
 */
public final class GitClone {

  /**
   * The tree that was cloned.
   *
   * @param branch what was cloned where no ref was asked for; null for a tag
   * @param author the name of the commit's author
   * @param leftOut symbolic links, by their paths within what was cloned
   */
  public record Cloned(
      String commit,
      @Nullable String branch,
      String author,
      Instant committedAt,
      List<LeftOut> leftOut) {

    public Cloned {
      leftOut = List.copyOf(leftOut);
    }
  }

  /**
   * What a clone may take.
   *
   * @param time wall-clock limit of each step: fetching, listing, checking out
   * @param files the most files, and the most folders, of the tree
   * @param bytes the most bytes of all files, and of the pack that is fetched
   * @param memoryBytes the most memory of each git process: a small pack can unfold to anything
   */
  public record Limits(Duration time, int files, long bytes, long memoryBytes) {}

  private static final int MOST_AUTHOR_CHARACTERS = 200;
  private static final String SMALLER =
      "Leave out what is not source, such as node_modules and media, or upload a zip without it.";

  /** Of files as they are committed: conversions that a repository asks for make them larger. */
  private static final String ATTRIBUTES = "* -text -ident !eol !filter !working-tree-encoding\n";

  private final boolean privateAllowed;
  private final Limits limits;
  private final GitAccess access;
  private final Path keys;

  /**
   * @param keys the folder for private keys while they are used; nothing stays in it
   */
  public GitClone(boolean privateAllowed, Limits limits, GitAccess access, Path keys) {
    this.privateAllowed = privateAllowed;
    this.limits = limits;
    this.access = access;
    this.keys = keys;
  }

  /**
   * Clones into a folder that does not exist yet. When this throws, the folder may hold a part.
   *
   * @param ref a branch or tag; null for the repository's default branch
   * @param path the folder that alone is checked out; null for the whole repository
   * @throws FailedWork with what the user must change
   * @throws IOException if the disk cannot be written
   */
  public Cloned clone(GitUrl url, @Nullable String ref, @Nullable String path, Path into)
      throws IOException {
    fetch(url, ref, into);
    String commit = commit(url, into);
    List<String> links = checkSize(url, commit, path, into);
    checkOut(url, ref, path, into);
    return cloned(url, commit, leaveOut(links, path, into), into);
  }

  /** Git was told to write links as files that hold where they point to; such are no source. */
  private static List<LeftOut> leaveOut(List<String> links, @Nullable String path, Path repository)
      throws IOException {
    List<LeftOut> leftOut = new ArrayList<>();
    for (String link : links) {
      Path file = repository.resolve(link).normalize();
      if (file.startsWith(repository)) {
        Files.deleteIfExists(file);
      }
      String within = path == null ? link : link.substring(path.length() + 1);
      leftOut.add(new LeftOut(within, "a symbolic link"));
    }
    return leftOut;
  }

  private Cloned cloned(GitUrl url, String commit, List<LeftOut> leftOut, Path repository) {
    Finished branch =
        within(
            url,
            () -> Processes.run(git(repository, "symbolic-ref", "--quiet", "--short", "HEAD")));
    Command log =
        git(repository, "log", "-1", "--no-show-signature", "--format=%cI%n%an", commit, "--");
    Finished said = within(url, () -> Processes.run(log));
    orExplain(url, null, said);
    String[] lines = said.stdout().split("\n", 2);
    String author = lines[1].strip();
    return new Cloned(
        commit,
        branch.succeeded() ? branch.stdout().strip() : null,
        author.substring(0, Math.min(author.length(), MOST_AUTHOR_CHARACTERS)),
        committedAt(lines[0].strip()),
        leftOut);
  }

  /** Whoever writes a commit chooses its date; one beyond what is a date counts as none. */
  private static Instant committedAt(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      return Instant.EPOCH;
    }
  }

  private void fetch(GitUrl url, @Nullable String ref, Path into) throws IOException {
    if (url.isSsh()) {
      fetchOverSsh(url, ref, into);
      return;
    }
    InetAddress address = resolve(url);
    Command fetching =
        fetching(
            List.of(
                "-c",
                "http.followRedirects=false",
                "-c",
                "http.curloptResolve=%s:%d:%s".formatted(url.host(), url.port(), literal(address)),
                "-c",
                "credential.helper="),
            url,
            ref,
            into);
    Command authorized =
        access
            .token()
            .filter(each -> each.isFor(url))
            .map(each -> authorized(fetching, url, each))
            .orElse(fetching);
    orExplain(url, ref, within(url, () -> Processes.run(authorized)));
  }

  /** The server must be known before the key is written anywhere. */
  private void fetchOverSsh(GitUrl url, @Nullable String ref, Path into) throws IOException {
    DeployKey key =
        access
            .key()
            .orElseThrow(() ->
                new FailedWork(
                    Failure.user(
                        "%s is read with a deploy key, and the app has none.".formatted(url),
                        "Make one (homeport deploy-key create APP) and add the public key that it shows to the repository, or use the https address.")));
    InetAddress address = resolve(url);
    List<HostKey> known = knownHostKeys(url, address);
    try (KeyFolder folder = KeyFolder.in(keys)) {
      Path knownHosts =
          folder.write(
              "known_hosts",
              known.stream().map(each -> each.line(url.host())).collect(Collectors.joining()));
      Path identity = folder.write("key", key.reveal());
      List<String> ssh = OpenSsh.connecting(address, url.host(), identity, knownHosts);
      Command fetching =
          fetching(List.of(), url, ref, into)
              .with("GIT_SSH_COMMAND", OpenSsh.quoted(ssh))
              .with("GIT_SSH_VARIANT", "ssh");
      orExplain(url, ref, within(url, () -> Processes.run(fetching)));
    }
  }

  private List<HostKey> knownHostKeys(GitUrl url, InetAddress address) {
    Finished scan = within(url, () -> Processes.run(OpenSsh.scan(address, url.port())));
    List<HostKey> seen = HostKey.parse(scan.stdout());
    if (seen.isEmpty()) {
      throw new FailedWork(
          Failure.user(
              "No SSH server answers at %s, port %d.".formatted(url.host(), url.port()),
              "Check the host and the port, and that this installation may reach it."));
    }
    List<HostKey> known =
        seen.stream().filter(each -> access.hostKeys().contains(each.fingerprint())).toList();
    if (known.isEmpty()) {
      throw new FailedWork(
          access.hostKeys().isEmpty() ? unknownHost(url, seen) : changedHost(url, seen));
    }
    return known;
  }

  private static Failure unknownHost(GitUrl url, List<HostKey> seen) {
    return Failure.user(
        "The SSH server %s is not known yet; nothing was sent to it. It shows the host key %s."
            .formatted(url.host(), listed(seen)),
        "Compare it with what the server's owner publishes, then accept it: %s"
            .formatted(accepting(url, seen)));
  }

  private Failure changedHost(GitUrl url, List<HostKey> seen) {
    return Failure.user(
        "THE HOST KEY OF THE SSH SERVER %s HAS CHANGED, and somebody may pretend to be it; nothing was sent to it. It shows %s, and is known by %s."
            .formatted(url.host(), listed(seen), String.join(", ", access.hostKeys())),
        "Ask the server's owner. Only if the key was changed there: remove the old one (homeport known-host list, homeport known-host delete), and accept the new one: %s"
            .formatted(accepting(url, seen)));
  }

  private static String listed(List<HostKey> keys) {
    return keys.stream().map(HostKey::toString).collect(Collectors.joining(", "));
  }

  private static String accepting(GitUrl url, List<HostKey> seen) {
    String port =
        url.port() == GitUrl.Transport.SSH.port() ? "" : " --port %d".formatted(url.port());
    return "homeport known-host add %s%s --fingerprint %s"
        .formatted(url.host(), port, seen.getFirst().fingerprint());
  }

  private String commit(GitUrl url, Path repository) {
    Finished found =
        within(
            url,
            () ->
                Processes.run(
                    git(repository, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")));
    if (!found.succeeded()) {
      throw new FailedWork(
          Failure.user(
              "The repository at %s has no commit.".formatted(url),
              "Push the app's source to it."));
    }
    return found.stdout().strip();
  }

  /** Refuses what is too large, and tells the symbolic links. */
  private List<String> checkSize(
      GitUrl url, String commit, @Nullable String path, Path repository) {
    Command all = git(repository, "ls-tree", "-r", "-t", "-l", "-z", "--full-tree", commit);
    Command listing = path == null ? all : all.plus("--", path + "/");
    TreeListing tree = new TreeListing(limits.files(), limits.bytes());
    try {
      int files = within(url, () -> Processes.pipe(listing, tree::check));
      if (files == 0 && path != null) {
        throw new FailedWork(
            Failure.user(
                "The repository at %s has no folder %s.".formatted(url, path),
                "Check the path; it starts at the top of the repository."));
      }
      return tree.links();
    } catch (TreeListing.TooLarge tooLarge) {
      throw new FailedWork(
          Failure.user("The repository at %s %s.".formatted(url, tooLarge.getMessage()), SMALLER));
    } catch (ProcessFailed failed) {
      throw new FailedWork(explain(url, null, failed.stderr()));
    }
  }

  private void checkOut(GitUrl url, @Nullable String ref, @Nullable String path, Path repository)
      throws IOException {
    Path info = Files.createDirectories(repository.resolve(".git").resolve("info"));
    Files.writeString(info.resolve("attributes"), ATTRIBUTES);
    Command all = git(repository, "checkout", "--quiet", "--force", "HEAD");
    Command checkout = path == null ? all : all.plus("--", path);
    orExplain(url, ref, within(url, () -> Processes.run(checkout)));
  }

  private <T> T within(GitUrl url, Supplier<T> step) {
    try {
      return step.get();
    } catch (ProcessTimedOut e) {
      throw new FailedWork(
          Failure.user(
              "Cloning %s took longer than %d s.".formatted(url, limits.time().toSeconds()),
              "Import a zip of the repository instead, or try again when its server is faster."));
    }
  }

  private void orExplain(GitUrl url, @Nullable String ref, Finished finished) {
    if (!finished.succeeded()) {
      throw new FailedWork(explain(url, ref, finished.stderr()));
    }
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
          Failure.user(
              "The host name %s was not found.".formatted(url.host()),
              "Check how the name is written; if it is right, the name service (DNS) of this installation does not know it."));
    }
  }

  private Command fetching(List<String> settings, GitUrl url, @Nullable String ref, Path into) {
    List<String> arguments = new ArrayList<>(settings);
    arguments.addAll(
        List.of(
            "-c",
            "transfer.fsckObjects=true",
            "clone",
            "--no-checkout",
            "--depth=1",
            "--single-branch",
            "--no-tags",
            "--no-recurse-submodules",
            "--quiet"));
    if (ref != null) {
      arguments.add("--branch=" + ref);
    }
    arguments.addAll(List.of("--", url.toString(), into.toString()));
    return git().plus(arguments).with("GIT_ALLOW_PROTOCOL", url.transport().scheme());
  }

  /**
   * In the environment, which other users cannot read, and for this address alone; git follows no
   * redirect.
   */
  private static Command authorized(Command fetching, GitUrl url, GitToken token) {
    return fetching
        .with("GIT_CONFIG_COUNT", "1")
        .with("GIT_CONFIG_KEY_0", "http.%s.extraHeader".formatted(url))
        .with("GIT_CONFIG_VALUE_0", "Authorization: Basic " + token.basic())
        .redacting(token.reveal(), token.basic());
  }

  private Command git(Path repository, String... arguments) {
    return git().plus("-C", repository.toString()).plus(arguments);
  }

  private Command git() {
    return Command.of(
            "prlimit",
            "--fsize=" + limits.bytes(),
            "--as=" + limits.memoryBytes(),
            "git",
            "-c",
            "core.hooksPath=/dev/null",
            "-c",
            "core.symlinks=false",
            "-c",
            // Each thread reserves memory, and machines have many processors.
            "pack.threads=2")
        .with("GIT_TERMINAL_PROMPT", "0")
        .with("GIT_CONFIG_NOSYSTEM", "1")
        .with("GIT_CONFIG_GLOBAL", "/dev/null")
        // What is fetched already needs no other side.
        .with("GIT_ALLOW_PROTOCOL", "")
        .with("GIT_LFS_SKIP_SMUDGE", "1")
        .with("GIT_LITERAL_PATHSPECS", "1")
        .with("HOME", "/nonexistent")
        .limit(limits.time());
  }

  private static String literal(InetAddress address) {
    return address instanceof Inet6Address
        ? "[" + address.getHostAddress() + "]"
        : address.getHostAddress();
  }

  /** Git's own message, put into words that say what to do. */
  private Failure explain(GitUrl url, @Nullable String ref, String stderr) {
    String said = stderr.toLowerCase(Locale.ROOT);
    if (said.contains("remote branch") && said.contains("not found")) {
      return Failure.user(
          "%s has no branch or tag %s.".formatted(url, ref), "Check the name of the ref.");
    }
    if (url.isSsh()) {
      Optional<Failure> refused = explainSsh(url, said);
      if (refused.isPresent()) {
        return refused.get();
      }
    }
    if (said.contains("authentication failed")
        || said.contains("could not read username")
        || said.contains("terminal prompts disabled")) {
      return Failure.user(
          "%s is private or does not exist%s."
              .formatted(
                  url,
                  access.token().isPresent() ? ", or the token kept for the app is not right" : ""),
          "Keep a token that may read it (homeport git-token set), make it public for the import, or upload a zip of it.");
    }
    if (said.contains("not found") || said.contains("not valid: is this a git repository")) {
      return Failure.user("There is no Git repository at %s.".formatted(url), "Check the Git URL.");
    }
    if (said.contains("file size limit") || said.contains("file too large")) {
      return Failure.user(
          "The repository at %s is larger than %,d bytes, which is the most that is taken."
              .formatted(url, limits.bytes()),
          SMALLER);
    }
    if (said.contains("out of memory") || said.contains("cannot allocate memory")) {
      return Failure.user(
          "The repository at %s needs more than %,d MiB of memory to be read, which is the most that is given."
              .formatted(url, limits.memoryBytes() >> 20),
          SMALLER);
    }
    if (said.contains("unable to access") || said.contains("could not resolve")) {
      return Failure.user(
          "%s cannot be reached.".formatted(url),
          "Check the Git URL, and that this installation may reach it.");
    }
    return Failure.user(
        "%s could not be cloned: %s".formatted(url, lastLine(stderr)), "Check the Git URL.");
  }

  private Optional<Failure> explainSsh(GitUrl url, String said) {
    if (said.contains("permission denied")) {
      String key = access.key().map(DeployKey::fingerprint).orElse("");
      return Optional.of(
          Failure.user(
              "%s did not let the app's deploy key %s in.".formatted(url.host(), key),
              "Add the public key (homeport deploy-key show APP) to the repository as a deploy key that may only read."));
    }
    if (said.contains("host key verification failed")) {
      return Optional.of(
          Failure.user(
              "THE SSH SERVER %s SHOWED ANOTHER HOST KEY than the moment before, and somebody may pretend to be it."
                  .formatted(url.host()),
              "Ask the server's owner before you import again."));
    }
    if (said.contains("not found")
        || said.contains("does not exist")
        || said.contains("does not appear to be a git repository")) {
      return Optional.of(
          Failure.user(
              "There is no repository at %s, or the app's deploy key may not read it."
                  .formatted(url),
              "Check the address, and that the public key (homeport deploy-key show APP) is a deploy key of this repository."));
    }
    return Optional.empty();
  }

  private static String lastLine(String stderr) {
    String stripped = stderr.strip();
    return stripped.substring(stripped.lastIndexOf('\n') + 1);
  }
}
