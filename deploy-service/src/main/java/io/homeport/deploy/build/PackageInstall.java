package io.homeport.deploy.build;

import io.homeport.contracts.Digest;
import io.homeport.contracts.Failure;
import io.homeport.processes.Finished;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Installs the packages of an app with the package manager that its lockfile is of. Where there are
 * several lockfiles, those that fit package.json come first and the package manager has the last
 * word: the first lockfile that it takes as it is decides. If it takes none, the best one only
 * guides it.
 */
final class PackageInstall {
  private static final String LEGACY_PEERS = "--legacy-peer-deps";

  private final BuildRun run;
  private final Project project;
  private final Path root;

  PackageInstall(BuildRun run, Project project) {
    this.run = run;
    this.project = project;
    this.root = project.root();
  }

  /**
   * @throws BuildFailed when the packages cannot be had
   */
  void install() throws BuildFailed {
    refuseForeign("package.json", project.foreignDependencies());
    new ProjectSettings(project).clean(run.log());
    List<Lockfile> locks = lockfiles();
    for (Lockfile lock : locks) {
      if (installed(lock, true).isEmpty()) {
        return;
      }
      run.log().line("%s is not taken as it is.".formatted(lock.kind().file()));
    }
    Optional<Finished> failed = locks.isEmpty() ? newest() : installed(locks.getFirst(), false);
    if (failed.isPresent()) {
      throw BuildFailed.withLog(
          "Fetching the packages",
          failed.get(),
          "Check that the packages named in package.json exist, and that this machine reaches its registry.",
          run.log());
    }
  }

  /** The lockfiles in the order in which they are tried; the source is left without any. */
  private List<Lockfile> lockfiles() {
    ProjectSettings.takeShrinkwrap(root);
    List<Lockfile> locks = Lockfile.in(root, project.wanted(), project.packageManager());
    locks.forEach(each -> run.log().line(each.judgement() + "."));
    clear();
    return locks.stream().filter(Lockfile::isReadable).toList();
  }

  /**
   * Installs from a lockfile.
   *
   * @return how it failed, if it did
   */
  private Optional<Finished> installed(Lockfile lock, boolean frozen) throws BuildFailed {
    PackageManager manager = lock.manager();
    take(manager);
    clear();
    Lockfile usable = lock;
    if (lock.kind() == Lockfile.Kind.BUN_BINARY) {
      Optional<Finished> failed = convert(lock, frozen);
      if (failed.isPresent()) {
        return failed;
      }
      usable =
          Lockfile.read(
              Lockfile.Kind.BUN, root.resolve(Lockfile.Kind.BUN.file()), project.wanted());
      clear();
    }
    CleanLock clean = CleanLock.of(usable, run.npm());
    refuseForeign(lock.kind().file(), clean.foreign());
    if (!clean.mirrors().isEmpty()) {
      run.log()
          .line(
              "%s names %s: the same packages are taken from %s."
                  .formatted(
                      lock.kind().file(),
                      String.join(", ", clean.mirrors()),
                      run.npm().registry().getHost()));
    }
    write(usable.kind(), clean.text().getBytes(StandardCharsets.UTF_8));
    return frozen ? asLocked(manager, clean) : run(manager, false);
  }

  /** What a lockfile leads to is installed once and copied from then on. */
  private Optional<Finished> asLocked(PackageManager manager, CleanLock lock) throws BuildFailed {
    Optional<Digest> key = LayerKey.of(project, manager, run.nodeTitle(), lock);
    PackageLayers layers = run.cache().layers();
    if (key.isPresent() && layers.copy(key.get(), run.workspace())) {
      run.log()
          .line(
              "These packages were installed before, with %s: copied.".formatted(manager.title()));
      return Optional.empty();
    }
    Optional<Finished> failed = run(manager, true);
    if (failed.isEmpty() && key.isPresent()) {
      layers.keep(key.get(), root);
    }
    return failed;
  }

  /** The addresses in bun's binary lockfile cannot be changed, but bun writes it as text. */
  private Optional<Finished> convert(Lockfile lock, boolean frozen) throws BuildFailed {
    write(lock.kind(), lock.content());
    var program =
        new ArrayList<>(
            List.of(
                "bun", "install", "--lockfile-only", "--save-text-lockfile", "--ignore-scripts"));
    if (frozen) {
      program.add("--frozen-lockfile");
    }
    Finished converted = fetch(PackageManager.BUN, program);
    boolean written = Files.isRegularFile(root.resolve(Lockfile.Kind.BUN.file()));
    return converted.succeeded() && written ? Optional.empty() : Optional.of(converted);
  }

  private Optional<Finished> newest() throws BuildFailed {
    PackageManager manager = project.packageManager().orElse(PackageManager.NPM);
    run.log().line("There is no lockfile: the newest packages that package.json allows are taken.");
    take(manager);
    return run(manager, false);
  }

  private Optional<Finished> run(PackageManager manager, boolean frozen) throws BuildFailed {
    List<String> program = manager.install(frozen);
    Finished finished = fetch(manager, program);
    if (manager == PackageManager.NPM
        && (finished.stdout() + finished.stderr()).contains("npm error code ERESOLVE")) {
      run.log()
          .line("Packages disagree about their peers: trying again with " + LEGACY_PEERS + ".");
      var lenient = new ArrayList<>(program);
      lenient.add(LEGACY_PEERS);
      finished = fetch(manager, lenient);
    }
    return finished.succeeded() ? Optional.empty() : Optional.of(finished);
  }

  private Finished fetch(PackageManager manager, List<String> program) throws BuildFailed {
    run.log().line("$ " + String.join(" ", program));
    run.workspace().handOver();
    return run.fetch(manager, root, program);
  }

  private void take(PackageManager manager) throws BuildFailed {
    Optional<String> tool = manager.tool();
    if (tool.isPresent()) {
      run.use(Toolbox.bin(tool.get(), run));
    }
  }

  /** Package managers read each other's lockfiles and what the one before them installed. */
  private void clear() {
    try {
      for (Lockfile.Kind kind : Lockfile.Kind.values()) {
        Files.deleteIfExists(root.resolve(kind.file()));
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
    Workspace.remove(root.resolve("node_modules"));
  }

  private void write(Lockfile.Kind kind, byte[] content) {
    try {
      Files.write(root.resolve(kind.file()), content);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private static UncheckedIOException unwritable(IOException e) {
    return new UncheckedIOException("the build's folder cannot be written", e);
  }

  /**
   * @param foreign packages that are neither of a registry nor of the source, as {@code name:
   *     address}
   */
  static void refuseForeign(String file, List<String> foreign) throws BuildFailed {
    if (!foreign.isEmpty()) {
      throw new BuildFailed(
          Failure.user(
              file
                  + " takes packages from outside the registry and the source: "
                  + String.join("; ", foreign)
                  + ".",
              "Replace them by packages that the registry has, or put their code into the source."));
    }
  }
}
