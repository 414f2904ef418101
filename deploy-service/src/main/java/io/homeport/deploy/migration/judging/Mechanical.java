package io.homeport.deploy.migration.judging;

import com.fasterxml.jackson.databind.JsonNode;
import io.homeport.deploy.migration.judging.Catalogue.Relation;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/** Whether a change can be done in steps that come to the same as the statement. */
public final class Mechanical {
  private static final Set<Hazard> FILLING =
      Set.of(
          Hazard.ADD_FILLED_COLUMN,
          Hazard.ADD_SERIAL,
          Hazard.ADD_IDENTITY,
          Hazard.MASS_UPDATE,
          Hazard.MASS_DELETE);

  private Mechanical() {}

  static boolean is(Hazard hazard, SqlTree statement, Relation relation) {
    if (hazard == Hazard.REFRESH_VIEW) {
      return relation.uniquelyIndexed();
    }
    if (!relation.isPlainTable() || FILLING.contains(hazard) && relation.forcesRowSecurity()) {
      return false;
    }
    return switch (hazard) {
      case MASS_UPDATE, MASS_DELETE -> goesInBatches(statement, relation);
      case DROP_INDEX ->
          statement.get("objects").size() == 1
              && !statement.text("behavior").equals("DROP_CASCADE");
      default -> true;
    };
  }

  /**
   * Whether an UPDATE or DELETE does the same row by row, in whatever order: it looks at no other
   * rows, returns nothing, and leaves the key as it is.
   */
  public static boolean goesInBatches(SqlTree statement, Relation relation) {
    boolean looksElsewhere =
        !statement.node().findValues("SubLink").isEmpty()
            || List.of(
                    "fromClause", "usingClause", "withClause", "returningList", "returningClause")
                .stream()
                .anyMatch(statement.node().elements().next()::has);
    return !looksElsewhere
        && relation.isPlainTable()
        && !relation.forcesRowSecurity()
        && !relation.key().isEmpty()
        && StreamSupport.stream(statement.get("targetList").spliterator(), false)
            .map(JsonNode::elements)
            .map(java.util.Iterator::next)
            .noneMatch(target -> relation.key().contains(target.path("name").asText()));
  }
}
