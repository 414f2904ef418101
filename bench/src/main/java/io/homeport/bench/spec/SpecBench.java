package io.homeport.bench.spec;

import io.homeport.bench.PeakMemory;
import io.homeport.contracts.Builder;
import io.homeport.contracts.Digest;
import io.homeport.imports.builder.Recognizer;
import io.homeport.processes.OsUser;
import io.homeport.specs.document.Finding;
import io.homeport.specs.document.Severity;
import io.homeport.specs.document.SpecDocument;
import io.homeport.specs.drafting.Drafter;
import io.homeport.specs.scratch.Limits;
import io.homeport.specs.scratch.PostgresBinaries;
import io.homeport.specs.scratch.ScratchSettings;
import io.homeport.specs.source.SourceScan;
import io.homeport.specs.source.SourceTree;
import io.homeport.specs.sql.SqlFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code ./homeport bench spec [FOLDER_OF_EXPORTS] [--json]}: drafts each export in the folder and
 * compares it with the truth that was labelled by hand, makes its database anew from the
 * specification alone, and plants faults in an app of our own. It runs on spec-service's class
 * path, with the options that the service is started with.
 */
public final class SpecBench {

  private static final Path REPORT = Path.of("target", "bench", "spec.json");

  private final Drafter drafter;
  private final Redrawing redrawing;

  private SpecBench(ScratchSettings scratch) {
    this.drafter = new Drafter(scratch, Limits.usual());
    this.redrawing = new Redrawing(scratch, Limits.usual());
  }

  /** Exit codes: 0 measured, 1 it could not be measured, 2 the folder is none. */
  public static void main(String... arguments) throws Exception {
    Logger.getLogger("").setLevel(Level.WARNING);
    List<String> words = Arrays.asList(arguments);
    Path folder =
        words.stream()
            .filter(word -> !word.startsWith("-"))
            .map(word -> Path.of(word).toAbsolutePath())
            .findFirst()
            .orElse(null);
    if (folder != null && !Files.isDirectory(folder)) {
      System.err.printf(
          "%s is no folder. Give the folder that holds a folder for each export.%n", folder);
      System.exit(2);
      return;
    }
    var report = new SpecBench(settings()).measure(folder);
    Path file = Path.of(System.getProperty("homeport.root", ".")).resolve(REPORT);
    Files.createDirectories(file.getParent());
    Files.writeString(file, report.toJson());
    System.out.println(words.contains("--json") ? report.toJson() : report.toTable());
    System.exit(0);
  }

  private SpecReport measure(@Nullable Path folder) throws IOException {
    var truths = Truth.all();
    var exports = new ArrayList<SpecReport.Export>();
    for (Path export : folder == null ? List.<Path>of() : exportsIn(folder)) {
      System.err.println("Specifying " + export.getFileName());
      exports.add(measureExport(export, truths));
    }
    var absent =
        truths.stream()
            .map(Truth::app)
            .filter(app -> exports.stream().noneMatch(each -> each.app().equals(app)))
            .toList();
    System.err.println("Planting faults");
    Path planted = Files.createTempDirectory("homeport-bench-");
    try {
      var faults = Faults.plant(planted, this::findings);
      return new SpecReport(exports, absent, faults);
    } finally {
      delete(planted);
    }
  }

  private SpecReport.Export measureExport(Path export, List<Truth> truths) throws IOException {
    String app = export.getFileName().toString();
    PeakMemory.reset();
    long began = System.nanoTime();
    var builder = Recognizer.recognize(io.homeport.imports.tree.SourceTree.of(export)).builder();
    var spec = draft(export, builder);
    double seconds = (System.nanoTime() - began) / 1e9;
    double mebibytes = PeakMemory.mebibytes();
    var coverage = spec.coverage();
    return new SpecReport.Export(
        app,
        builder,
        seconds,
        mebibytes,
        spec.domain().entities().size(),
        coverage.statements(),
        coverage.applied(),
        new TreeMap<>(coverage.failed()),
        bySeverity(spec.findings()),
        Truth.of(app, truths).map(truth -> agreement(truth, spec)).orElse(Map.of()),
        appliedFully(coverage),
        coverage.applied() > 0 ? redrawing.of(migrations(export), spec) : null);
  }

  private static boolean appliedFully(SpecDocument.Coverage coverage) {
    return coverage.statements() > 0
        && coverage.applied() == coverage.statements()
        && coverage.failed().isEmpty();
  }

  private static Map<Part, Agreement> agreement(Truth truth, SpecDocument spec) {
    var labelled = Facts.of(truth);
    var stated = Facts.of(spec);
    var agreement = new EnumMap<Part, Agreement>(Part.class);
    labelled
        .byPart()
        .forEach((part, facts) ->
            agreement.put(
                part, Agreement.between(facts, stated.byPart().getOrDefault(part, facts))));
    return agreement;
  }

  private List<Finding> findings(Path app) {
    return draft(app, Builder.UNKNOWN).findings();
  }

  private static Map<Severity, Long> bySeverity(List<Finding> findings) {
    return findings.stream()
        .collect(
            Collectors.groupingBy(
                Finding::severity, () -> new EnumMap<>(Severity.class), Collectors.counting()));
  }

  private SpecDocument draft(Path tree, Builder builder) {
    var subject =
        new Drafter.Subject(tree.getFileName().toString(), builder, Digest.of(new byte[0]), tree);
    return drafter.draft(subject, (step, message) -> {});
  }

  private static List<SqlFile> migrations(Path tree) {
    return SourceScan.of(SourceTree.in(tree)).migrations();
  }

  /** Folders that hold something, in the order of their names. */
  private static List<Path> exportsIn(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(Files::isDirectory)
          .filter(entry -> !ResourceFolder.files(entry).isEmpty())
          .sorted()
          .toList();
    }
  }

  private static ScratchSettings settings() {
    var binaries =
        PostgresBinaries.find()
            .orElseThrow(() ->
                new IllegalStateException(
                    "There is no PostgreSQL server on this machine. Run ./homeport doctor."));
    var user = OsUser.canSwitch() ? OsUser.named("postgres") : OsUser.same();
    return new ScratchSettings(
        binaries, user, Path.of(System.getProperty("java.io.tmpdir"), "homeport-scratch-bench"));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
