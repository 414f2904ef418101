package io.homeport.specs.document;

import io.homeport.specs.document.Domain.Attribute;
import io.homeport.specs.document.Domain.Cardinality;
import io.homeport.specs.document.Domain.Entity;
import io.homeport.specs.document.Domain.Relationship;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The domain as an entity-relationship diagram in Mermaid. Entities with many attributes show only
 * those that identify and relate.
 *
 * @see <a href="https://mermaid.js.org/syntax/entityRelationshipDiagram.html">Mermaid's syntax</a>
 */
final class ErDiagram {

  private static final int MOST_ATTRIBUTES = 12;

  private ErDiagram() {}

  static String of(Domain domain) {
    var lines = new StringBuilder("erDiagram\n");
    for (var entity : domain.entities()) {
      entity(domain, entity, lines);
    }
    for (var relationship : domain.relationships()) {
      lines.append("  ").append(relationship(relationship)).append('\n');
    }
    return lines.toString();
  }

  private static void entity(Domain domain, Entity entity, StringBuilder lines) {
    lines.append("  ").append(quoted(entity.name())).append(" {\n");
    var foreign =
        domain.relationships().stream()
            .filter(each -> each.from().equals(entity.name()))
            .flatMap(each -> each.fromAttributes().stream())
            .collect(Collectors.toSet());
    boolean all = entity.attributes().size() <= MOST_ATTRIBUTES;
    for (var attribute : entity.attributes()) {
      var keys = new ArrayList<String>();
      if (entity.identifier().contains(attribute.name())) {
        keys.add("PK");
      }
      if (foreign.contains(attribute.name())) {
        keys.add("FK");
      }
      if (all || !keys.isEmpty()) {
        lines.append("    ").append(attribute(attribute, keys)).append('\n');
      }
    }
    lines.append("  }\n");
  }

  private static String attribute(Attribute attribute, List<String> keys) {
    String line = word(attribute.type()) + " " + word(attribute.name());
    return keys.isEmpty() ? line : line + " " + String.join(", ", keys);
  }

  /**
   * The referring side stands left: many or one of it belong to one, or at most one, at the right.
   */
  private static String relationship(Relationship relationship) {
    String left = relationship.cardinality() == Cardinality.ONE_TO_ONE ? "|o" : "}o";
    String right = relationship.required() ? "||" : "o|";
    return "%s %s--%s %s : %s"
        .formatted(
            quoted(relationship.from()),
            left,
            right,
            quoted(relationship.to()),
            quoted(String.join(", ", relationship.fromAttributes())));
  }

  private static String quoted(String name) {
    return "\"" + name.replaceAll("[\"\\r\\n%\\\\]", "_") + "\"";
  }

  /** Mermaid takes letters, digits, underscores, hyphens, brackets and parentheses. */
  private static String word(String text) {
    String word = text.replaceAll("[^A-Za-z0-9_()\\[\\]-]", "_");
    return word.isEmpty() || !Character.isLetter(word.charAt(0)) ? "x" + word : word;
  }
}
