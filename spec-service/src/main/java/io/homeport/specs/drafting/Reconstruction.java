package io.homeport.specs.drafting;

import io.homeport.contracts.Builder;
import io.homeport.specs.Place;
import io.homeport.specs.catalogue.Catalogue;
import io.homeport.specs.declared.Base44Entity;
import io.homeport.specs.declared.Declared;
import io.homeport.specs.declared.Declared.Act;
import io.homeport.specs.declared.Declared.Attribute;
import io.homeport.specs.declared.Declared.Entity;
import io.homeport.specs.declared.Declared.Origin;
import io.homeport.specs.declared.Declared.Reach;
import io.homeport.specs.declared.Declared.Relationship;
import io.homeport.specs.declared.Declared.RowRule;
import io.homeport.specs.source.SourceFacts;
import io.homeport.specs.source.Uses;
import io.homeport.specs.source.Uses.Via;
import io.homeport.specs.source.Words;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Puts together what no database could be asked about: what files declare, and, of what nothing
 * declares, what the code's calls show.
 */
final class Reconstruction {

  private final SourceFacts source;
  private final boolean base44;
  private final Set<String> inDatabase;
  private final Map<String, Entity> entities = new LinkedHashMap<>();
  private final List<Relationship> relationships = new ArrayList<>();
  private final List<RowRule> rules = new ArrayList<>();

  private Reconstruction(SourceFacts source, Builder builder, Catalogue catalogue) {
    this.source = source;
    this.base44 =
        builder == Builder.BASE44
            || source.declared().entities().stream()
                .anyMatch(each -> each.origin() == Origin.BASE44);
    this.inDatabase =
        Stream.of(
                catalogue.tables().stream().map(each -> each.relation().toString()),
                catalogue.views().stream().map(each -> each.relation().toString()))
            .flatMap(names -> names)
            .collect(Collectors.toSet());
  }

  /** What is not in the catalogue. */
  static Declared of(SourceFacts source, Builder builder, Catalogue catalogue) {
    return new Reconstruction(source, builder, catalogue).declared();
  }

  private Declared declared() {
    var said = source.declared().and(source.types());
    said.entities().stream()
        .filter(each -> !inDatabase.contains(each.name()))
        .forEach(each -> entities.put(each.name(), each));
    said.relationships().stream()
        .filter(each -> entities.containsKey(each.from()))
        .forEach(relationships::add);
    rules.addAll(said.rules());
    if (base44) {
      usersOfBase44();
    }
    shownByCalls();
    relationsByName();
    return new Declared(
        List.copyOf(entities.values()), relationships, said.enums(), said.functions(), rules);
  }

  /** Every Base44 app has users, also when its export holds no file of them. */
  private void usersOfBase44() {
    var places =
        Stream.concat(
                source.authentication().stream().map(Uses.Authentication::place),
                source.tables().stream().map(Uses.Table::place))
            .sorted()
            .toList();
    if (!places.isEmpty()) {
      var place = places.getFirst();
      var attributes =
          Stream.concat(
                  Base44Entity.implicit(place).stream(),
                  Stream.of("email", "full_name", "role")
                      .map(name ->
                          new Attribute(
                              name, "string", true, null, true, "Kept by the platform.", place)))
              .toList();
      var own = entities.get("User");
      if (own == null) {
        rules.addAll(Base44Entity.ofUsers(place));
      }
      entities.put(
          "User",
          own == null
              ? new Entity(
                  "User",
                  Origin.CALLS,
                  true,
                  "Kept by the platform.",
                  attributes,
                  List.of("id"),
                  List.of(List.of("email")),
                  place)
              : with(own, attributes));
    }
  }

  private void shownByCalls() {
    var byName = new TreeMap<String, List<Uses.Table>>();
    source.tables().stream()
        .filter(use -> !inDatabase.contains(use.name()))
        .forEach(use -> byName.computeIfAbsent(use.name(), _ -> new ArrayList<>()).add(use));
    byName.forEach((name, uses) -> {
      var own = entities.get(name);
      if (own == null) {
        entities.put(name, shown(name, uses));
        if (uses.getFirst().via() == Via.BASE44) {
          var place = uses.getFirst().place();
          for (var act : Act.values()) {
            rules.add(
                new RowRule(name, act, Reach.EVERYBODY, List.of(), null, "not exported", place));
          }
        }
      } else if (own.origin() == Origin.CALLS || own.origin() == Origin.PYDANTIC) {
        entities.put(name, with(own, attributes(name, uses)));
      }
    });
  }

  private Entity shown(String name, List<Uses.Table> uses) {
    var place = uses.getFirst().place();
    var attributes = new ArrayList<Attribute>();
    if (uses.getFirst().via() == Via.BASE44) {
      attributes.addAll(Base44Entity.implicit(place));
    }
    var entity =
        new Entity(
            name,
            Origin.CALLS,
            true,
            "No file declares it; its attributes are those that calls name.",
            attributes,
            List.of(),
            List.of(),
            place);
    var whole = with(entity, attributes(name, uses));
    boolean hasId = whole.attribute("id").isPresent();
    return new Entity(
        name,
        Origin.CALLS,
        true,
        whole.about(),
        whole.attributes(),
        hasId ? List.of("id") : List.of(),
        List.of(),
        place);
  }

  private List<Attribute> attributes(String name, List<Uses.Table> uses) {
    var hints = source.hints().getOrDefault(name, Map.of());
    var found = new LinkedHashMap<String, Attribute>();
    for (var use : uses) {
      Stream.concat(use.filters().stream(), use.keys().stream())
          .forEach(key ->
              found.putIfAbsent(
                  key, Attribute.seen(key, hints.getOrDefault(key, guess(key)), use.place())));
    }
    return List.copyOf(found.values());
  }

  private static String guess(String attribute) {
    if (attribute.equals("id") || attribute.endsWith("_id") || attribute.endsWith("Id")) {
      return "id";
    }
    if (attribute.endsWith("_at") || attribute.endsWith("_date") || attribute.equals("date")) {
      return "date";
    }
    return attribute.startsWith("is_") || attribute.startsWith("has_") ? "boolean" : "any";
  }

  private static Entity with(Entity entity, List<Attribute> more) {
    var attributes = new LinkedHashMap<String, Attribute>();
    entity.attributes().forEach(each -> attributes.put(each.name(), each));
    more.forEach(each -> attributes.putIfAbsent(each.name(), each));
    return new Entity(
        entity.name(),
        entity.origin(),
        entity.inferred(),
        entity.about(),
        List.copyOf(attributes.values()),
        entity.identifier(),
        entity.unique(),
        entity.place());
  }

  /** Where no keys are declared, names tell: {@code customer_id} refers to a customer. */
  private void relationsByName() {
    var related = new HashSet<String>();
    relationships.forEach(
        each -> related.add(each.from() + "." + String.join(",", each.fromAttributes())));
    for (var entity : List.copyOf(entities.values())) {
      if (entity.origin() == Origin.GENERATED_TYPES
          || entity.origin() == Origin.DRIZZLE
          || entity.origin() == Origin.PRISMA
          || entity.origin() == Origin.SQLALCHEMY
          || entity.origin() == Origin.DJANGO) {
        continue;
      }
      for (var attribute : entity.attributes()) {
        if (!related.contains(entity.name() + "." + attribute.name())) {
          target(entity, attribute)
              .ifPresent(target -> relationships.add(byName(entity, attribute, target)));
        }
      }
    }
  }

  private record Target(String entity, String attribute) {}

  private Optional<Target> target(Entity entity, Attribute attribute) {
    String name = attribute.name();
    String snake = name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    if (base44 && (snake.endsWith("_email") || snake.equals("created_by"))) {
      return entity.name().equals("User")
          ? Optional.empty()
          : Optional.of(new Target("User", "email"));
    }
    if (!snake.endsWith("_id") && !snake.endsWith("_ids")) {
      return Optional.empty();
    }
    String what = snake.replaceFirst("_ids?$", "").replace("_", "");
    if (what.isEmpty() || name.equals(Words.singular(entity.name()) + "_id")) {
      return Optional.empty();
    }
    var all = Stream.concat(entities.keySet().stream(), inDatabase.stream()).sorted().toList();
    var exact = all.stream().filter(each -> plain(each).equals(what)).findFirst();
    // "parent_task_id" refers to a task too, if there is but one kind of thing that it can end
    // with.
    var ending =
        all.stream()
            .filter(each -> plain(each).length() > 2 && what.endsWith(plain(each)))
            .toList();
    return exact
        .or(() -> ending.size() == 1 ? Optional.of(ending.getFirst()) : Optional.empty())
        .map(each -> new Target(each, identifierOf(each, name)));
  }

  /** A collection may identify its documents by an attribute of the same name. */
  private String identifierOf(String target, String attribute) {
    var entity = entities.get(target);
    if (entity == null) {
      return "id";
    }
    return entity.identifier().contains(attribute) || entity.identifier().isEmpty()
        ? entity.attribute("id").isPresent() || !entity.identifier().contains(attribute)
            ? "id"
            : attribute
        : entity.identifier().getFirst();
  }

  private static String plain(String entity) {
    return Words.singular(entity).replace("_", "").toLowerCase(Locale.ROOT);
  }

  private static Relationship byName(Entity entity, Attribute attribute, Target target) {
    Place place = attribute.place();
    return new Relationship(
        entity.name() + "." + attribute.name(),
        entity.name(),
        List.of(attribute.name()),
        target.entity(),
        List.of(target.attribute()),
        false,
        attribute.required(),
        "nothing",
        true,
        place);
  }
}
