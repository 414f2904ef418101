package io.homeport.specs.document;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One result of the review. */
public record Finding(
    @JsonPropertyDescription("Stays the same as long as rule and subject do.") String id,
    @JsonPropertyDescription("Which rule found it.") String rule,
    @JsonPropertyDescription("How bad it is.") Severity severity,
    @JsonPropertyDescription("The category of the OWASP Top 10 of 2025.") Owasp owasp,
    @JsonPropertyDescription("What it is about: a table, a function, a file.") String subject,
    @JsonPropertyDescription("What was found, in one sentence.") String what,
    @JsonPropertyDescription("Why it matters, in one sentence.") String why,
    @JsonPropertyDescription("What to do about it, in one sentence.") String remedy,
    @JsonPropertyDescription("Where it shows.") List<Evidence> evidence,
    @JsonPropertyDescription("A migration that mends it; null unless one was tried and does.")
        @Nullable Fix fix) {

  public Finding {
    evidence = List.copyOf(evidence);
  }

  /** The same finding with a migration that mends it. */
  public Finding mendedBy(Fix offered) {
    return new Finding(id, rule, severity, owasp, subject, what, why, remedy, evidence, offered);
  }

  /** A migration that was tried in a database to which the app's migrations were applied. */
  public record Fix(
      @JsonPropertyDescription("The statements of the migration.") String sql,
      @JsonPropertyDescription("What was tried before and after, with what came of it.")
          List<String> tried) {

    public Fix {
      tried = List.copyOf(tried);
    }
  }
}
