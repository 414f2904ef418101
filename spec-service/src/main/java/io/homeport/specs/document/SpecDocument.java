package io.homeport.specs.document;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.homeport.contracts.Builder;
import io.homeport.contracts.Digest;
import java.util.List;
import java.util.Map;

/**
 * A specification. It holds nothing that changes from run to run: one snapshot gives the same bytes
 * every time.
 */
public record SpecDocument(
    @JsonPropertyDescription("The format of this document.") String format,
    App app,
    Domain domain,
    Authentication authentication,
    Workflows workflows,
    Deployment deployment,
    List<Finding> findings,
    List<OpenQuestion> openQuestions,
    Coverage coverage,
    @JsonPropertyDescription("How it leaves its builder.") MigrationPlan plan,
    @JsonPropertyDescription("The packages it is made of.") Dependencies dependencies) {

  /** A document of an earlier version lacks what came later. */
  public SpecDocument {
    plan = plan == null ? MigrationPlan.none() : plan;
    dependencies = dependencies == null ? Dependencies.unknown() : dependencies;
  }

  /** The name of this format; a change that readers must know of gives it a new number. */
  public static final String FORMAT = "homeport.spec/1";

  /** Which app this is about. */
  public record App(
      String name,
      @JsonPropertyDescription("What generated it.") Builder builder,
      @JsonPropertyDescription("Digest of the source tree it was written from.") Digest source) {}

  /** How much of the snapshot the spec rests on. */
  public record Coverage(
      @JsonPropertyDescription("Files of the snapshot.") int files,
      @JsonPropertyDescription("Files whose syntax was not fully understood.") int partlyParsed,
      @JsonPropertyDescription("Files that are too long to be read.") int tooLong,
      @JsonPropertyDescription("Migration files.") int migrations,
      @JsonPropertyDescription("Statements in them.") int statements,
      @JsonPropertyDescription("Statements that applied.") int applied,
      @JsonPropertyDescription("Statements that did not apply, or late, by class.")
          Map<String, Integer> failed,
      @JsonPropertyDescription("Cells of the permission matrix.") int cells,
      @JsonPropertyDescription("Cells that were tried.") int triedCells,
      @JsonPropertyDescription("Cells where a trial shows other than the rules seem to say.")
          int differingCells) {}
}
