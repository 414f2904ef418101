package io.homeport.specs.drafting;

import io.homeport.contracts.Builder;
import io.homeport.contracts.Digest;
import io.homeport.specs.catalogue.Catalogue;
import io.homeport.specs.document.Authentication;
import io.homeport.specs.document.Authentication.Permission;
import io.homeport.specs.document.SpecDocument;
import io.homeport.specs.document.SpecDocument.Coverage;
import io.homeport.specs.material.Material;
import io.homeport.specs.material.Measurement;
import io.homeport.specs.measure.Measure;
import io.homeport.specs.packages.PackageList;
import io.homeport.specs.packages.PackageReader;
import io.homeport.specs.planning.Planner;
import io.homeport.specs.review.SecurityReview;
import io.homeport.specs.scratch.FailedStatement;
import io.homeport.specs.scratch.Limits;
import io.homeport.specs.scratch.MigrationReport;
import io.homeport.specs.scratch.ScratchDatabase;
import io.homeport.specs.scratch.ScratchSettings;
import io.homeport.specs.source.SourceFacts;
import io.homeport.specs.source.SourceScan;
import io.homeport.specs.source.SourceTree;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Writes the specification of a source tree. The same tree gives the same specification. */
public final class Drafter {

  private final ScratchSettings scratch;
  private final Limits limits;

  public Drafter(ScratchSettings scratch, Limits limits) {
    this.scratch = scratch;
    this.limits = limits;
  }

  /** What is to be specified. */
  public record Subject(String appName, Builder builder, Digest snapshot, Path tree) {}

  /** Hears how far it is. */
  @FunctionalInterface
  public interface Progress {
    void at(String step, String message);
  }

  /**
   * Reads the tree, applies its migrations to a throwaway database, and writes down what came out.
   *
   * @throws io.homeport.specs.scratch.ScratchFailed if PostgreSQL cannot be started here
   */
  public SpecDocument draft(Subject subject, Progress progress) {
    return drafted(subject, progress).document();
  }

  /** A specification and the list of packages that it names. */
  public record Drafted(SpecDocument document, PackageList packages) {}

  /** The same, with the list of packages that is an object of its own. */
  public Drafted drafted(Subject subject, Progress progress) {
    progress.at("read", "Reading the source.");
    var tree = SourceTree.in(subject.tree());
    var source = SourceScan.of(tree);
    var packages = PackageReader.of(tree, source.edgeFunctions());
    var material = material(subject, source, progress);
    progress.at("write", "Writing the specification.");
    return new Drafted(write(material, packages), packages);
  }

  private Material material(Subject subject, SourceFacts source, Progress progress) {
    if (source.migrations().isEmpty()) {
      var none = new MigrationReport(0, 0, 0, List.of(), List.of(), Map.of(), null, List.of());
      return new Material(
          subject.appName(),
          subject.builder(),
          subject.snapshot(),
          source,
          none,
          Catalogue.empty(),
          Measurement.none(),
          Reconstruction.of(source, subject.builder(), Catalogue.empty()));
    }
    progress.at(
        "migrate",
        "Applying %d migrations to a throwaway database.".formatted(source.migrations().size()));
    try (var database = ScratchDatabase.create(scratch)) {
      var report = database.migrate(source.migrations(), limits);
      progress.at(
          "migrate",
          "%d of %d statements applied.".formatted(report.applied(), report.statements()));
      var catalogue = database.catalogue();
      progress.at("try", "Trying what each role can do.");
      return new Material(
          subject.appName(),
          subject.builder(),
          subject.snapshot(),
          source,
          report,
          catalogue,
          measure(database, catalogue),
          Reconstruction.of(source, subject.builder(), catalogue));
    }
  }

  private Measurement measure(ScratchDatabase database, Catalogue catalogue) {
    try (var trials = database.trials(limits.forTrials())) {
      return Measure.of(catalogue, trials);
    }
  }

  private static SpecDocument write(Material material, PackageList packages) {
    var workflows = WorkflowsPart.of(material);
    var deployment = DeploymentPart.of(material);
    var authentication = AuthenticationPart.of(material);
    var domain = DomainPart.of(material);
    var findings = SecurityReview.of(material);
    var questions = OpenQuestions.of(material, workflows, deployment);
    var coverage = coverage(material, authentication);
    return new SpecDocument(
        SpecDocument.FORMAT,
        new SpecDocument.App(material.appName(), material.builder(), material.snapshot()),
        domain,
        authentication,
        workflows,
        deployment,
        findings,
        questions,
        coverage,
        Planner.plan(
            material, domain, authentication, workflows, deployment, findings, questions, coverage),
        packages.summary());
  }

  private static Coverage coverage(Material material, Authentication authentication) {
    var migrations = material.migrations();
    var failed = new TreeMap<String, Integer>();
    Stream.concat(migrations.failures().stream(), migrations.outOfOrder().stream())
        .map(FailedStatement::failureClass)
        .forEach(each -> failed.merge(each.name().toLowerCase(Locale.ROOT), 1, Integer::sum));
    return new Coverage(
        material.source().files(),
        material.source().unparsed().size(),
        material.source().tooLong().size(),
        migrations.files(),
        migrations.statements(),
        migrations.applied(),
        failed,
        authentication.permissions().size(),
        (int) authentication.permissions().stream().filter(Permission::wasTried).count(),
        (int) authentication.permissions().stream().filter(each -> each.derived() != null).count());
  }
}
