package io.homeport.specs.drafting;

import io.homeport.specs.Place;
import io.homeport.specs.document.Workflows.Repeat;
import io.homeport.specs.document.Workflows.Repeat.Harm;
import io.homeport.specs.material.Material;
import io.homeport.specs.source.SourceFacts;
import io.homeport.specs.source.Span;
import io.homeport.specs.source.Uses;
import io.homeport.specs.sql.FunctionBody;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What some code does: what it reads, writes, calls and asks, wherever in its reach it does so. */
final class Reach {

  private final Material material;
  private final SourceFacts source;
  private final Predicate<Place> within;

  private Reach(Material material, Predicate<Place> within) {
    this.material = material;
    this.source = material.source();
    this.within = within;
  }

  static Reach of(Material material, Collection<Span> spans) {
    var byFile = spans.stream().collect(Collectors.groupingBy(Span::file));
    return new Reach(
        material,
        place ->
            byFile.getOrDefault(place.file(), List.of()).stream()
                .anyMatch(span -> span.contains(place)));
  }

  static Reach ofFiles(Material material, Collection<String> files) {
    var wanted = Set.copyOf(files);
    return new Reach(material, place -> wanted.contains(place.file()));
  }

  List<String> reads() {
    return Stream.concat(
            tables().filter(use -> !use.writes()).map(Uses.Table::name),
            databaseFunctions()
                .flatMap(body -> Relations.known(material.catalogue(), body.reads()).stream()))
        .distinct()
        .sorted()
        .toList();
  }

  List<String> writes() {
    return Stream.concat(
            tables().filter(Uses.Table::writes).map(Uses.Table::name),
            databaseFunctions()
                .flatMap(body -> Relations.known(material.catalogue(), body.writes()).stream()))
        .distinct()
        .sorted()
        .toList();
  }

  List<String> hosts() {
    return source.hosts().stream()
        .filter(host -> host.role() == Uses.HostRole.CALL && within.test(host.place()))
        .map(Uses.Host::name)
        .distinct()
        .sorted()
        .toList();
  }

  List<String> variables() {
    return source.variables().stream()
        .filter(use -> within.test(use.place()))
        .map(Uses.Variable::name)
        .distinct()
        .sorted()
        .toList();
  }

  boolean usesServiceRole() {
    return source.serviceRoles().stream().anyMatch(use -> within.test(use.place()));
  }

  List<String> checks() {
    return source.callerChecks().stream()
        .filter(use -> within.test(use.place()))
        .map(Uses.CallerCheck::how)
        .distinct()
        .sorted()
        .toList();
  }

  /**
   * Functions of the platform and of the database, and paths of the own server, that are called.
   */
  List<String> functions() {
    var names = new TreeSet<String>();
    source.functionCalls().stream()
        .filter(use -> within.test(use.place()))
        .forEach(use -> names.add(use.name()));
    source.databaseFunctions().stream()
        .filter(use -> within.test(use.place()))
        .forEach(use -> names.add(use.name()));
    source.requests().stream()
        .filter(use -> within.test(use.place()))
        .forEach(use -> names.add(use.path()));
    return List.copyOf(names);
  }

  /** Whether the same call again does harm, by the worst thing that is done. */
  Repeat repeat() {
    var effects = source.effects().stream().filter(use -> within.test(use.place())).toList();
    for (var effect : effects) {
      switch (effect.kind()) {
        case PAYMENT -> {
          return new Repeat(
              Harm.DONE_TWICE, "It asks for a payment at %s.".formatted(effect.place()));
        }
        case MAIL -> {
          return new Repeat(Harm.DONE_TWICE, "It sends a message at %s.".formatted(effect.place()));
        }
        case AI -> {
          // Costs again, and changes nothing.
        }
      }
    }
    var inserts = tables().filter(use -> use.operations().contains("insert")).toList();
    for (var insert : inserts) {
      if (!keptOnce(insert)) {
        return new Repeat(
            Harm.DONE_TWICE,
            "It adds a row to %s each time, at %s.".formatted(insert.name(), insert.place()));
      }
    }
    var writes = writes();
    if (writes.isEmpty()) {
      boolean reads = !reads().isEmpty() || !effects.isEmpty();
      return reads
          ? new Repeat(Harm.NONE, "It only reads.")
          : new Repeat(Harm.UNKNOWN, "What it does was not found.");
    }
    boolean byFunction = databaseFunctions().anyMatch(body -> !body.writes().isEmpty());
    if (byFunction) {
      return new Repeat(Harm.UNKNOWN, "It writes by a function of the database.");
    }
    return new Repeat(
        Harm.NONE,
        inserts.isEmpty()
            ? "It sets or removes rows of %s that it names.".formatted(String.join(", ", writes))
            : "A unique key keeps what it adds to %s to one row."
                .formatted(String.join(", ", writes)));
  }

  /** True if a unique key covers columns that the insert gives, so that a second one fails. */
  private boolean keptOnce(Uses.Table insert) {
    boolean inCatalogue =
        material.catalogue().tables().stream()
            .filter(table -> table.relation().toString().equals(insert.name()))
            .flatMap(table -> table.uniqueKeys().stream())
            .anyMatch(key -> key.predicate() == null && insert.keys().containsAll(key.columns()));
    return inCatalogue
        || material
            .declared()
            .entity(insert.name())
            .filter(entity -> entity.unique().stream().anyMatch(insert.keys()::containsAll))
            .isPresent();
  }

  private Stream<Uses.Table> tables() {
    return source.tables().stream().filter(use -> within.test(use.place()));
  }

  private Stream<FunctionBody> databaseFunctions() {
    return source.databaseFunctions().stream()
        .filter(use -> within.test(use.place()))
        .flatMap(use ->
            material.catalogue().functions().stream()
                .filter(each -> each.relation().toString().equals(use.name())))
        .map(each -> FunctionBody.of(each.body()));
  }
}
