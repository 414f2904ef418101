package io.homeport.imports.importing;

import io.homeport.contracts.Builder;
import io.homeport.contracts.Failure;
import io.homeport.contracts.ImportId;
import io.homeport.imports.ImportsConfig;
import io.homeport.imports.builder.Recognition;
import io.homeport.imports.builder.Recognizer;
import io.homeport.imports.credential.DeployKeys;
import io.homeport.imports.credential.GitTokens;
import io.homeport.imports.credential.KnownHosts;
import io.homeport.imports.git.GitAccess;
import io.homeport.imports.git.GitClone;
import io.homeport.imports.git.GitUrl;
import io.homeport.imports.snapshot.Snapshot;
import io.homeport.imports.snapshot.Snapshots;
import io.homeport.imports.tree.SourceTree;
import io.homeport.messaging.Transactions;
import io.homeport.messaging.work.Attempt;
import io.homeport.messaging.work.WorkHandler;
import io.homeport.objects.LeftOut;
import io.homeport.objects.Trees;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Takes a source in: fetches it, recognises the builder, keeps the snapshot. */
@ApplicationScoped
public class ImportWorker implements WorkHandler {

  static final String KIND = "import";

  private static final int MOST_WARNINGS = 50;

  /** A source tree on disk. */
  private record Fetched(Path tree, Origin origin, List<LeftOut> leftOut) {}

  @Inject Imports imports;
  @Inject GitTokens tokens;
  @Inject DeployKeys deployKeys;
  @Inject KnownHosts knownHosts;
  @Inject Snapshots snapshots;
  @Inject Transactions transactions;
  @Inject ImportsConfig config;
  @Inject Clock clock;

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public int concurrency() {
    return config.imports().concurrency();
  }

  @Override
  public Duration deadline() {
    return Duration.ofMinutes(20);
  }

  @Override
  public void run(Attempt attempt) throws IOException {
    Import.Requested wanted = requested(attempt);
    Path folder = workFolder(attempt);
    Path archive = folder.resolveSibling(folder.getFileName() + ".tar.zst");
    try {
      attempt.progress("fetch", describe(wanted.source()));
      Fetched fetched = fetch(attempt, wanted, folder);
      attempt.progress("recognise", "Looking for the builder.");
      SourceTree tree = SourceTree.of(fetched.tree());
      Recognition recognition = Recognizer.recognize(tree);
      Inventory inventory = Inventory.of(tree, recognition);
      attempt.progress("store", said(recognition, inventory));
      Snapshots.Packed packed = snapshots.pack(fetched.tree(), archive);
      Import.Earlier newest = newest(attempt, wanted);
      if (newest != null && wanted.isUnchanged(packed.tree(), newest)) {
        Import.Taken taken = taken(newest.snapshot(), recognition, inventory, fetched, packed);
        Import.Unchanged unchanged = wanted.leave(taken, newest, clock.instant());
        attempt.progress("unchanged", "Unchanged since import %s.".formatted(newest.id()));
        attempt.complete(() -> imports.save(attempt.organization(), unchanged, attempt.cause()));
        return;
      }
      Import.Taken taken = taken(snapshots.keep(packed), recognition, inventory, fetched, packed);
      Import.Completed completed = wanted.complete(taken, clock.instant());
      attempt.complete(() -> imports.save(attempt.organization(), completed, attempt.cause()));
    } finally {
      delete(folder);
      Files.deleteIfExists(archive);
    }
  }

  private static Import.Taken taken(
      Snapshot snapshot,
      Recognition recognition,
      Inventory inventory,
      Fetched fetched,
      Snapshots.Packed packed) {
    return new Import.Taken(
        snapshot, recognition, inventory, fetched.origin(), warnings(fetched, packed));
  }

  private static String said(Recognition recognition, Inventory inventory) {
    String builder =
        recognition.builder() == Builder.UNKNOWN
            ? "No known builder made it."
            : "Built with %s.".formatted(recognition.builder());
    int missing = inventory.missing().size();
    return missing == 0
        ? builder + " Nothing is missing."
        : "%s %s missing."
            .formatted(builder, missing == 1 ? "1 thing is" : missing + " things are");
  }

  private Import.@Nullable Earlier newest(Attempt attempt, Import.Requested wanted) {
    return transactions.await(() -> imports.newest(attempt.organization(), wanted.id()));
  }

  @Override
  public Uni<Void> failed(Attempt attempt, Failure failure) {
    return imports
        .requested(attempt.organization(), new ImportId(attempt.subject()))
        .map(wanted -> wanted.fail(failure, clock.instant()))
        .chain(failed -> imports.save(attempt.organization(), failed, attempt.cause()));
  }

  private Import.Requested requested(Attempt attempt) {
    return transactions.await(
        () -> imports.requested(attempt.organization(), new ImportId(attempt.subject())));
  }

  private Fetched fetch(Attempt attempt, Import.Requested wanted, Path folder) throws IOException {
    return switch (wanted.source()) {
      case Source.Git git -> {
        GitClone.Cloned cloned =
            git(attempt, wanted, git.url()).clone(git.url(), git.ref(), git.path(), folder);
        Origin origin =
            new Origin(
                git.url().toString(),
                git.ref() == null ? cloned.branch() : git.ref(),
                cloned.commit(),
                cloned.author(),
                cloned.committedAt(),
                false,
                git.path());
        yield new Fetched(
            git.path() == null ? folder : folder.resolve(git.path()), origin, cloned.leftOut());
      }
      case Source.Archive archive -> {
        List<LeftOut> leftOut = snapshots.unpack(archive.upload(), folder);
        yield new Fetched(folder, archive.origin(), leftOut);
      }
    };
  }

  private GitClone git(Attempt attempt, Import.Requested wanted, GitUrl url) {
    ImportsConfig.Imports limits = config.imports();
    return new GitClone(
        limits.allowPrivateAddresses(),
        new GitClone.Limits(
            limits.cloneLimit(), limits.mostFiles(), limits.mostBytes(), limits.cloneMemoryBytes()),
        url.isSsh() ? overSsh(attempt, wanted, url) : overHttp(attempt, wanted),
        DeployKeys.folder(config));
  }

  private GitAccess overHttp(Attempt attempt, Import.Requested wanted) {
    return new GitAccess(
        transactions.await(() -> tokens.of(attempt.organization(), wanted.app())),
        Optional.empty(),
        Set.of());
  }

  private GitAccess overSsh(Attempt attempt, Import.Requested wanted, GitUrl url) {
    return new GitAccess(
        Optional.empty(),
        transactions.await(() -> deployKeys.of(attempt.organization(), wanted.app())),
        transactions.await(
            () -> knownHosts.fingerprints(attempt.organization(), url.host(), url.port())));
  }

  /** A folder of this attempt alone, so that a stale attempt cannot spoil the next one's. */
  private Path workFolder(Attempt attempt) throws IOException {
    Path work = Files.createDirectories(config.data().resolve("work"));
    Path folder = work.resolve(attempt.subject() + "-" + attempt.number());
    delete(folder);
    return folder;
  }

  private static String describe(Source source) {
    return switch (source) {
      case Source.Git git -> "Cloning " + git.url() + ".";
      case Source.Archive archive -> "Unpacking the archive.";
    };
  }

  private static List<String> warnings(Fetched fetched, Snapshots.Packed packed) {
    List<String> warnings = new ArrayList<>();
    Stream.concat(fetched.leftOut().stream(), packed.leftOut().stream())
        .limit(MOST_WARNINGS)
        .forEach(each -> warnings.add(each.path() + " was left out: " + each.why()));
    return warnings;
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      Trees.delete(folder);
    }
  }
}
