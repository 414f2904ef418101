package io.homeport.specs.spec;

import io.homeport.contracts.Failure;
import io.homeport.contracts.SpecId;
import io.homeport.messaging.Transactions;
import io.homeport.messaging.work.Attempt;
import io.homeport.messaging.work.FailedWork;
import io.homeport.messaging.work.WorkHandler;
import io.homeport.objects.ObjectCorrupt;
import io.homeport.objects.ObjectMissing;
import io.homeport.processes.OsUser;
import io.homeport.specs.SpecsConfig;
import io.homeport.specs.document.Finding;
import io.homeport.specs.document.Severity;
import io.homeport.specs.document.SpecDocument;
import io.homeport.specs.drafting.Drafter;
import io.homeport.specs.scratch.Limits;
import io.homeport.specs.scratch.PostgresBinaries;
import io.homeport.specs.scratch.ScratchServer;
import io.homeport.specs.scratch.ScratchSettings;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/** Drafts a spec: fetches the snapshot, reads it, stores what was written. */
@ApplicationScoped
public class SpecWorker implements WorkHandler {

  static final String KIND = "spec";

  private static final Limits USUAL = Limits.usual();

  @Inject Specs specs;
  @Inject Documents documents;
  @Inject ApprovalPolicies policies;
  @Inject Transactions transactions;
  @Inject SpecsConfig config;
  @Inject Clock clock;

  void start(@Observes StartupEvent started) {
    int removed = ScratchServer.removeLeftovers(scratch());
    if (removed > 0) {
      Log.infof("Removed %d throwaway databases that an earlier run left behind", removed);
    }
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public int concurrency() {
    return config.specs().concurrency();
  }

  @Override
  public Duration deadline() {
    return config.specs().migrationsLimit().plus(Duration.ofMinutes(10));
  }

  @Override
  public void run(Attempt attempt) throws IOException {
    var id = new SpecId(attempt.subject());
    var drafting = transactions.await(() -> specs.drafting(attempt.organization(), id));
    if (drafting == null) {
      attempt.complete(() -> Uni.createFrom().voidItem());
      return;
    }
    Path folder = workFolder(attempt);
    try {
      attempt.progress("fetch", "Fetching the snapshot.");
      unpack(drafting.origin(), folder);
      var written = drafter().drafted(subject(drafting.origin(), folder), attempt::progress);
      var document = written.document();
      attempt.progress("store", "Storing the specification.");
      documents.store(written.packages());
      var drafted = drafting.drafted(draft(document), clock.instant());
      var judged = policies.judge(attempt.organization(), drafted, document);
      attempt.complete(() -> specs.save(attempt.organization(), drafted, judged, attempt.cause()));
    } finally {
      delete(folder);
    }
  }

  @Override
  public Uni<Void> failed(Attempt attempt, Failure failure) {
    return specs
        .drafting(attempt.organization(), new SpecId(attempt.subject()))
        .chain(drafting ->
            drafting == null
                ? Uni.createFrom().voidItem()
                : specs.save(
                    attempt.organization(),
                    drafting.failed(failure, clock.instant()),
                    attempt.cause()));
  }

  private void unpack(Spec.Origin origin, Path folder) throws IOException {
    try {
      documents.unpack(origin.archive(), folder);
    } catch (ObjectMissing | ObjectCorrupt lost) {
      throw new FailedWork(
          Failure.operator(
              "The snapshot %s cannot be read: %s".formatted(origin.snapshot(), lost.getMessage()),
              "Bring the object store back to what it was, then import the source again."));
    }
  }

  private Spec.Draft draft(SpecDocument document) throws IOException {
    var stored = documents.store(document);
    return new Spec.Draft(
        stored,
        count(document.findings(), Severity.ERROR),
        count(document.findings(), Severity.WARN),
        count(document.findings(), Severity.INFO),
        document.openQuestions().size());
  }

  private static int count(List<Finding> findings, Severity severity) {
    return (int) findings.stream().filter(each -> each.severity() == severity).count();
  }

  private static Drafter.Subject subject(Spec.Origin origin, Path folder) {
    return new Drafter.Subject(origin.appName(), origin.builder(), origin.snapshot(), folder);
  }

  private Drafter drafter() {
    var specs = config.specs();
    var limits =
        new Limits(
            specs.statementLimit(),
            specs.migrationsLimit(),
            specs.migrationsMostBytes(),
            USUAL.fileBytes());
    return new Drafter(scratch(), limits);
  }

  private ScratchSettings scratch() {
    var specs = config.specs();
    Path binaries =
        specs
            .postgresBinaries()
            .or(PostgresBinaries::find)
            .orElseThrow(() ->
                new IllegalStateException(
                    "There is no PostgreSQL server on this machine. Install one, or name the folder of"
                        + " initdb and postgres in homeport.specs.postgres-binaries."));
    var user = OsUser.canSwitch() ? OsUser.named(specs.postgresUser()) : OsUser.same();
    return new ScratchSettings(binaries, user, specs.scratchDirectory());
  }

  /** A folder of this attempt alone, so that a stale attempt cannot spoil the next one's. */
  private Path workFolder(Attempt attempt) throws IOException {
    Path work = Files.createDirectories(config.data().resolve("work"));
    Path folder = work.resolve(attempt.subject() + "-" + attempt.number());
    delete(folder);
    return folder;
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (var all = Files.walk(folder)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }
}
