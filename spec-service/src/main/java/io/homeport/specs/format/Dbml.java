package io.homeport.specs.format;

import io.homeport.specs.document.Domain;
import io.homeport.specs.document.Domain.Attribute;
import io.homeport.specs.document.Domain.Cardinality;
import io.homeport.specs.document.Domain.Entity;
import io.homeport.specs.document.Domain.Invariant;
import io.homeport.specs.document.Domain.Relationship;
import io.homeport.specs.document.SpecDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The tables as DBML, for diagram editors.
 *
 * @see <a href="https://dbml.dbdiagram.io/docs/">DBML's syntax</a>
 */
final class Dbml {

  private static final Set<String> ACTIONS =
      Set.of("cascade", "restrict", "set null", "set default", "no action");

  private final SpecDocument spec;
  private final Domain domain;
  private final StringBuilder text = new StringBuilder();

  private Dbml(SpecDocument spec) {
    this.spec = spec;
    this.domain = spec.domain();
  }

  static String of(SpecDocument spec) {
    return new Dbml(spec).write();
  }

  private String write() {
    line("Project %s {".formatted(quoted(spec.app().name())));
    line("  database_type: 'PostgreSQL'");
    line("  Note: %s".formatted(note("From the source tree " + spec.app().source())));
    line("}");
    domain.enumerations().forEach(this::enumeration);
    domain.entities().forEach(this::table);
    OutsideTables.of(domain).forEach(this::outside);
    domain.relationships().forEach(this::reference);
    return text.toString();
  }

  private void enumeration(Domain.Enumeration enumeration) {
    line("\nEnum %s {".formatted(name(enumeration.name())));
    enumeration.values().forEach(value -> line("  " + quoted(value)));
    line("}");
  }

  private void table(Entity entity) {
    line("\nTable %s {".formatted(name(entity.name())));
    entity.attributes().forEach(attribute -> line("  " + column(entity, attribute)));
    var indexes = indexes(entity);
    if (!indexes.isEmpty()) {
      line("\n  indexes {");
      indexes.forEach(index -> line("    " + index));
      line("  }");
    }
    var notes = notes(entity);
    if (!notes.isEmpty()) {
      line("\n  Note: " + note(String.join(" ", notes)));
    }
    line("}");
  }

  private static String column(Entity entity, Attribute attribute) {
    var settings = new ArrayList<String>();
    if (entity.identifier().equals(List.of(attribute.name()))) {
      settings.add("pk");
    }
    if (attribute.required()) {
      settings.add("not null");
    }
    if (attribute.defaultValue() != null) {
      settings.add("default: `%s`".formatted(plain(attribute.defaultValue()).replace('`', '\'')));
    }
    if (attribute.about() != null) {
      settings.add("note: " + note(attribute.about()));
    }
    return quoted(attribute.name())
        + " "
        + name(attribute.type())
        + (settings.isEmpty() ? "" : " [" + String.join(", ", settings) + "]");
  }

  private List<String> indexes(Entity entity) {
    var indexes = new ArrayList<String>();
    if (entity.identifier().size() > 1) {
      indexes.add(columns(entity.identifier()) + " [pk]");
    }
    for (var rule : rules(entity)) {
      var columns = UniqueColumns.of(rule, entity);
      if (!columns.isEmpty()) {
        indexes.add("%s [unique, name: %s]".formatted(columns(columns), note(rule.name())));
      }
    }
    return indexes;
  }

  /** What DBML has no words for. */
  private List<String> notes(Entity entity) {
    var notes = new ArrayList<String>();
    if (entity.about() != null) {
      notes.add(entity.about());
    }
    rules(entity).stream()
        .filter(rule -> UniqueColumns.of(rule, entity).isEmpty())
        .forEach(rule -> notes.add("%s: %s.".formatted(rule.name(), rule.statement())));
    notes.add(entity.rowSecurity() ? "Row security is on." : "No row security.");
    return notes;
  }

  private List<Invariant> rules(Entity entity) {
    return domain.invariants().stream()
        .filter(rule -> rule.entity().equals(entity.name()))
        .toList();
  }

  private void outside(String table, List<String> columns) {
    line("\nTable %s {".formatted(name(table)));
    columns.forEach(column -> line("  %s uuid".formatted(quoted(column))));
    line("  Note: 'Not made by the app.'");
    line("}");
  }

  private void reference(Relationship relationship) {
    line(
        "\nRef %s: %s.%s %s %s.%s%s"
            .formatted(
                quoted(relationship.name()),
                name(relationship.from()),
                columns(relationship.fromAttributes()),
                relationship.cardinality() == Cardinality.ONE_TO_ONE ? "-" : ">",
                name(relationship.to()),
                columns(relationship.toAttributes()),
                ACTIONS.contains(relationship.onDelete())
                    ? " [delete: %s]".formatted(relationship.onDelete())
                    : ""));
  }

  private static String columns(List<String> names) {
    String all = names.stream().map(Dbml::quoted).collect(Collectors.joining(", "));
    return names.size() == 1 ? all : "(" + all + ")";
  }

  /** A name that may have a schema before it. */
  private static String name(String name) {
    int dot = name.indexOf('.');
    return dot <= 0 || dot == name.length() - 1
        ? quoted(name)
        : quoted(name.substring(0, dot)) + "." + quoted(name.substring(dot + 1));
  }

  private static String quoted(String name) {
    return "\"" + plain(name).replace('"', '\'').replace('\\', '/') + "\"";
  }

  private static String note(String sentence) {
    return "'" + plain(sentence).replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  private static String plain(String text) {
    return text.replaceAll("[\\s\\p{Cntrl}]+", " ");
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
