package io.homeport.specs.review;

import io.homeport.specs.Place;
import io.homeport.specs.document.Evidence;
import io.homeport.specs.document.Finding;
import io.homeport.specs.document.Owasp;
import io.homeport.specs.document.Severity;
import io.homeport.specs.material.Material;
import io.homeport.specs.scratch.FailedStatement;
import io.homeport.specs.scratch.FailureClass;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;

/** What in the migrations does not apply to a fresh database. */
final class MigrationRules {

  private static final int MOST_SINGLE_FINDINGS = 200;
  private static final int MOST_PLACES = 10;

  private static final Rule.Text FAILED =
      new Rule.Text(
          "migration-failed",
          Severity.WARN,
          Owasp.INTEGRITY_FAILURES,
          "What it should have made is missing from this spec and from a new environment.",
          "Compare with the live database, and add a migration that makes what is missing.");

  private static final Rule.Text NOT_TRIED =
      new Rule.Text(
          "migration-not-tried",
          Severity.WARN,
          Owasp.INTEGRITY_FAILURES,
          "What it would have made is missing from this spec.",
          "Split the migration, or take large data out of it.");

  private MigrationRules() {}

  static Stream<Finding> failedStatements(Material material) {
    var causes = new LinkedHashMap<String, List<FailedStatement>>();
    for (var failure : material.migrations().failures()) {
      causes.computeIfAbsent(cause(failure), _ -> new ArrayList<>()).add(failure);
    }
    var failures = List.copyOf(causes.values());
    var findings = new ArrayList<Finding>();
    failures.stream()
        .limit(MOST_SINGLE_FINDINGS)
        .map(MigrationRules::failed)
        .forEach(findings::add);
    if (failures.size() > MOST_SINGLE_FINDINGS) {
      findings.add(
          FAILED.finding(
              "further statements",
              "%d further statements of the migrations do not apply."
                  .formatted(
                      failures.stream().skip(MOST_SINGLE_FINDINGS).mapToInt(List::size).sum()),
              List.of()));
    }
    return findings.stream();
  }

  /** What is missing stops all statements that build on it, for one reason. */
  private static String cause(FailedStatement failure) {
    return failure.failureClass() == FailureClass.MISSING_BASELINE
        ? failure.message().replace("\"public.", "\"")
        : failure.file() + ":" + failure.line() + " " + failure.message();
  }

  private static Finding failed(List<FailedStatement> failures) {
    var first = failures.getFirst();
    if (failures.size() == 1) {
      return failed(first);
    }
    return FAILED.finding(
        severity(first.failureClass()),
        cause(first),
        "%d statements build on something that no migration makes: %s (%s), the first in: %s"
            .formatted(failures.size(), cause(first), first.sqlState(), first.excerpt()),
        failures.stream()
            .limit(MOST_PLACES)
            .map(each -> Evidence.at(new Place(each.file(), each.line())))
            .toList());
  }

  private static Finding failed(FailedStatement failure) {
    var place = new Place(failure.file(), failure.line());
    return FAILED.finding(
        severity(failure.failureClass()),
        "%s %s".formatted(place, failure.sqlState()),
        "%s: %s (%s) in: %s"
            .formatted(
                describe(failure.failureClass()),
                failure.message(),
                failure.sqlState(),
                failure.excerpt()),
        List.of(Evidence.at(place)));
  }

  static Stream<Finding> filesNotTried(Material material) {
    return material.migrations().skipped().stream()
        .map(skipped -> {
          String file = skipped.substring(0, Math.max(skipped.indexOf(": "), 0));
          return NOT_TRIED.finding(
              file,
              "A migration was not applied: %s.".formatted(skipped),
              List.of(Evidence.at(new Place(file, 1))));
        });
  }

  private static Severity severity(FailureClass failureClass) {
    return switch (failureClass) {
      case DUPLICATE, OUT_OF_ORDER -> Severity.INFO;
      case MISSING_BASELINE, DATA_DEPENDENT, JUNK, NOT_AVAILABLE, LIMIT -> Severity.WARN;
    };
  }

  private static String describe(FailureClass failureClass) {
    return switch (failureClass) {
      case MISSING_BASELINE -> "A statement builds on something that no migration makes";
      case DATA_DEPENDENT -> "A statement needs rows of the live database";
      case OUT_OF_ORDER -> "A statement applied only after a later file";
      case DUPLICATE -> "A statement makes something that is there already";
      case JUNK -> "A statement is no valid SQL";
      case NOT_AVAILABLE -> "A statement needs an extension or right that is not given here";
      case LIMIT -> "A statement exceeded its limits";
    };
  }
}
