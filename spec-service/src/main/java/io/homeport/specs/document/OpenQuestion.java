package io.homeport.specs.document;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** What cannot be known from the snapshot, and a person can answer. */
public record OpenQuestion(
    @JsonPropertyDescription("A stable name.") String id,
    @JsonPropertyDescription("The part of the spec that the answer belongs to.") Part part,
    @JsonPropertyDescription("The question, in one sentence.") String question,
    @JsonPropertyDescription("What depends on the answer.") String why,
    @JsonPropertyDescription("True if the app cannot be deployed without the answer.")
        boolean blocking,
    @JsonPropertyDescription("What gave rise to it.") List<Evidence> evidence) {

  public OpenQuestion {
    evidence = List.copyOf(evidence);
  }

  /** The four parts of a spec. */
  public enum Part {
    DOMAIN,
    AUTHENTICATION,
    WORKFLOWS,
    DEPLOYMENT
  }
}
