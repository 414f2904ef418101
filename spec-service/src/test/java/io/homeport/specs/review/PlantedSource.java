package io.homeport.specs.review;

import io.homeport.contracts.Builder;
import io.homeport.contracts.Digest;
import io.homeport.specs.document.Finding;
import io.homeport.specs.document.Severity;
import io.homeport.specs.drafting.Drafter;
import io.homeport.specs.scratch.Limits;
import io.homeport.specs.scratch.Scratch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** A source tree that a test writes, and what the review finds in it. */
abstract class PlantedSource {

  @TempDir private Path tree;

  final void write(String path, String text) {
    try {
      Files.createDirectories(tree.resolve(path).getParent());
      Files.writeString(tree.resolve(path), text);
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }

  /** The findings of a whole draft, with the migrations applied. */
  final List<Finding> review() {
    var subject = new Drafter.Subject("app", Builder.UNKNOWN, Digest.of(new byte[0]), tree);
    return new Drafter(Scratch.settings(), Limits.usual())
        .draft(subject, (step, message) -> {})
        .findings();
  }

  /** What the findings of a rule are about. */
  static List<String> of(String rule, List<Finding> findings) {
    return findings.stream()
        .filter(each -> each.rule().equals(rule))
        .map(Finding::subject)
        .toList();
  }

  /** How bad the first finding about a subject is. */
  static Severity severity(String subject, List<Finding> findings) {
    return findings.stream()
        .filter(each -> each.subject().equals(subject))
        .findFirst()
        .orElseThrow()
        .severity();
  }
}
