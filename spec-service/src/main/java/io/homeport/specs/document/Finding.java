package io.homeport.specs.document;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

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
    @JsonPropertyDescription("Where it shows.") List<Evidence> evidence) {

  public Finding {
    evidence = List.copyOf(evidence);
  }
}
