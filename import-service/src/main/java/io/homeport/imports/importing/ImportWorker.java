package io.homeport.imports.importing;

import io.homeport.contracts.Failure;
import io.homeport.contracts.ImportId;
import io.homeport.imports.ImportsConfig;
import io.homeport.imports.builder.Recognition;
import io.homeport.imports.builder.Recognizer;
import io.homeport.imports.git.GitClone;
import io.homeport.imports.snapshot.Snapshots;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Takes a source in: fetches it, recognises the builder, keeps the snapshot. */
@ApplicationScoped
public class ImportWorker implements WorkHandler {

  static final String KIND = "import";

  private static final int MOST_WARNINGS = 50;

  /** A source tree on disk. */
  private record Fetched(@Nullable String commit, List<LeftOut> leftOut) {}

  @Inject Imports imports;
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
    try {
      attempt.progress("fetch", describe(wanted.source()));
      Fetched fetched = fetch(wanted.source(), folder);
      attempt.progress("recognise", "Looking for the builder.");
      Recognition recognition = Recognizer.recognize(folder);
      attempt.progress("store", "Built with %s. Storing it.".formatted(recognition.builder()));
      Snapshots.Kept kept = snapshots.keep(folder);
      Import.Taken taken =
          new Import.Taken(kept.snapshot(), recognition, fetched.commit(), warnings(fetched, kept));
      Import.Completed completed = wanted.complete(taken, clock.instant());
      attempt.complete(() -> imports.save(attempt.organization(), completed, attempt.cause()));
    } finally {
      delete(folder);
    }
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

  private Fetched fetch(Source source, Path folder) throws IOException {
    return switch (source) {
      case Source.Git git -> {
        GitClone.Cloned cloned = git().clone(git.url(), git.ref(), folder);
        yield new Fetched(cloned.commit(), List.of());
      }
      case Source.Archive archive -> new Fetched(null, snapshots.unpack(archive.upload(), folder));
    };
  }

  private GitClone git() {
    ImportsConfig.Imports limits = config.imports();
    return new GitClone(
        limits.allowPrivateAddresses(),
        new GitClone.Limits(
            limits.cloneLimit(),
            limits.mostFiles(),
            limits.mostBytes(),
            limits.cloneMemoryBytes()));
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

  private static List<String> warnings(Fetched fetched, Snapshots.Kept kept) {
    List<String> warnings = new ArrayList<>();
    Stream.concat(fetched.leftOut().stream(), kept.leftOut().stream())
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
