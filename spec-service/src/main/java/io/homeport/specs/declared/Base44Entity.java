package io.homeport.specs.declared;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.homeport.specs.Place;
import io.homeport.specs.declared.Declared.Act;
import io.homeport.specs.declared.Declared.Attribute;
import io.homeport.specs.declared.Declared.Entity;
import io.homeport.specs.declared.Declared.EnumType;
import io.homeport.specs.declared.Declared.Origin;
import io.homeport.specs.declared.Declared.Reach;
import io.homeport.specs.declared.Declared.RowRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads an entity of a Base44 export, {@code base44/entities/<Name>.jsonc}: JSON Schema with
 * comments and row rules. What every entity has and no file says is added.
 */
public final class Base44Entity {

  private static final JsonMapper JSONC =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
          .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
          .build();

  private static final String USER = "User";
  private static final String ADMIN = "admin";
  private static final Set<String> THE_USER = Set.of("{{user.email}}", "{{user.id}}");

  private final String path;
  private final Map<String, Integer> lines = new HashMap<>();
  private final JsonNode json;

  private Base44Entity(String path, String text, JsonNode json) {
    this.path = path;
    readLines(text);
    this.json = json;
  }

  /**
   * Reads an entity.
   *
   * @return empty if the file is no JSON with comments
   */
  public static Optional<Declared> read(String path, String text) {
    try {
      var json = JSONC.readTree(text);
      return json == null || !json.isObject()
          ? Optional.empty()
          : Optional.of(new Base44Entity(path, text, json).declared());
    } catch (JsonProcessingException noJson) {
      return Optional.empty();
    }
  }

  /** What every entity has, whether its file says so or not. */
  public static List<Attribute> implicit(Place place) {
    return List.of(
        implicit("id", "string", place),
        implicit("created_date", "string (date-time)", place),
        implicit("updated_date", "string (date-time)", place),
        implicit("created_by", "string (email)", place));
  }

  private static Attribute implicit(String name, String type, Place place) {
    return new Attribute(name, type, true, null, true, "Kept by the builder's database.", place);
  }

  private Declared declared() {
    String name = json.path("name").asText(fileName());
    var attributes = new LinkedHashMap<String, Attribute>();
    implicit(new Place(path, 1)).forEach(each -> attributes.put(each.name(), each));
    var enums = new ArrayList<EnumType>();
    var required = new HashSet<String>();
    json.path("required").forEach(each -> required.add(each.asText()));
    json.path("properties")
        .properties()
        .forEach(property -> {
          String attribute = property.getKey();
          var place = new Place(path, lineOf(attribute));
          attributes.remove(attribute);
          attributes.put(attribute, attribute(attribute, property.getValue(), required, place));
          var values = property.getValue().path("enum");
          if (values.isArray()) {
            enums.add(new EnumType(name + "." + attribute, texts(values), place));
          }
        });
    var entity =
        new Entity(
            name,
            Origin.BASE44,
            false,
            textOf(json.path("description")),
            List.copyOf(attributes.values()),
            List.of("id"),
            List.of(),
            new Place(path, 1));
    return new Declared(List.of(entity), List.of(), enums, List.of(), rules(name));
  }

  private static Attribute attribute(
      String name, JsonNode schema, Set<String> required, Place place) {
    var value = schema.path("default");
    return new Attribute(
        name,
        type(schema),
        required.contains(name),
        value.isMissingNode() || value.isNull() ? null : value.toString(),
        false,
        textOf(schema.path("description")),
        place);
  }

  private static String type(JsonNode schema) {
    String type =
        schema.path("type").isArray()
            ? schema.path("type").path(0).asText()
            : schema.path("type").asText("any");
    if (schema.path("enum").isArray()) {
      return "enum";
    }
    if (type.equals("array")) {
      return type(schema.path("items")) + "[]";
    }
    String format = schema.path("format").asText("");
    return format.isEmpty() ? type : "%s (%s)".formatted(type, format);
  }

  private List<RowRule> rules(String entity) {
    var rules = new ArrayList<RowRule>();
    for (var act : Act.values()) {
      String key = act.name().toLowerCase(Locale.ROOT);
      var rule = json.path("rls").path(key);
      if (rule.isMissingNode()
          && act != Act.READ
          && !json.path("rls").path("write").isMissingNode()) {
        rule = json.path("rls").path("write");
      }
      rules.add(rule(entity, act, rule));
    }
    return rules;
  }

  private RowRule rule(String entity, Act act, JsonNode rule) {
    var place = new Place(path, json.path("rls").isMissingNode() ? 1 : lineOf("rls"));
    if (rule.isMissingNode() && entity.equals(USER)) {
      return ofUsers(act, place);
    }
    var passing = rule.isMissingNode() ? Passing.of(Reach.EVERYBODY) : Passing.by(rule);
    return new RowRule(
        entity,
        act,
        passing.reach(),
        List.copyOf(passing.roles()),
        passing.attribute(),
        rule.isMissingNode() ? "absent" : rule.toString(),
        place);
  }

  /** What the platform itself lets pass, of users, where their file says nothing. */
  public static List<RowRule> ofUsers(Place place) {
    return Arrays.stream(Act.values()).map(act -> ofUsers(act, place)).toList();
  }

  private static RowRule ofUsers(Act act, Place place) {
    var passing =
        switch (act) {
          case CREATE -> Passing.of(Reach.NOBODY);
          case READ, UPDATE -> new Passing(Reach.OWN, Set.of(ADMIN), "id");
          case DELETE -> new Passing(Reach.ROLE, Set.of(ADMIN), null);
        };
    return new RowRule(
        USER,
        act,
        passing.reach(),
        List.copyOf(passing.roles()),
        passing.attribute(),
        "kept by the platform",
        place);
  }

  /**
   * Whom a rule lets pass.
   *
   * @param reach of those who have none of the roles; {@code ROLE} when only they pass
   * @param roles that reach all rows
   * @param attribute that holds the user, for own rows
   */
  private record Passing(Reach reach, Set<String> roles, @Nullable String attribute) {

    static Passing of(Reach reach) {
      return new Passing(reach, Set.of(), null);
    }

    static Passing by(JsonNode rule) {
      if (rule.isBoolean()) {
        return of(rule.asBoolean() ? Reach.EVERYBODY : Reach.NOBODY);
      }
      if (rule.isNull() || rule.isEmpty()) {
        return of(Reach.EVERYBODY);
      }
      // Several keys of one object must all hold.
      return rule.properties().stream()
          .map(each -> by(each.getKey(), each.getValue()))
          .reduce(of(Reach.EVERYBODY), Passing::and);
    }

    private static Passing by(String key, JsonNode value) {
      return switch (key) {
        case "$or" -> each(value).reduce(of(Reach.NOBODY), Passing::or);
        case "$and" -> each(value).reduce(of(Reach.EVERYBODY), Passing::and);
        case "$nor" -> of(Reach.CONDITION);
        case "user_condition" -> byUser(value);
        default -> byRow(key, value);
      };
    }

    private static Stream<Passing> each(JsonNode rules) {
      return StreamSupport.stream(rules.spliterator(), false).map(Passing::by);
    }

    private static Passing byUser(JsonNode condition) {
      if (condition.isEmpty()) {
        return of(Reach.EVERYBODY);
      }
      var role = condition.path("role");
      var roles = role.isTextual() ? List.of(role.asText()) : texts(role.path("$in"));
      return roles.isEmpty() || condition.size() > 1
          ? of(Reach.CONDITION)
          : new Passing(Reach.ROLE, new TreeSet<>(roles), null);
    }

    private static Passing byRow(String key, JsonNode value) {
      var wanted = value.isTextual() ? List.of(value.asText()) : texts(value.path("$in"));
      return wanted.stream().anyMatch(THE_USER::contains)
          ? new Passing(Reach.OWN, Set.of(), key.replaceFirst("^data\\.", ""))
          : of(Reach.CONDITION);
    }

    private Passing or(Passing other) {
      if (reach == Reach.EVERYBODY || other.reach == Reach.EVERYBODY) {
        return of(Reach.EVERYBODY);
      }
      var either = new TreeSet<>(roles);
      either.addAll(other.roles);
      return new Passing(
          weaker(reach, other.reach), either, attribute == null ? other.attribute : attribute);
    }

    /** Own rows, and all rows for a role: what those without the role reach is what counts. */
    private static Reach weaker(Reach some, Reach other) {
      for (var blocks : List.of(Reach.NOBODY, Reach.ROLE)) {
        if (some == blocks || other == blocks) {
          return some == blocks ? other : some;
        }
      }
      return some == other ? some : Reach.CONDITION;
    }

    private Passing and(Passing other) {
      if (reach == Reach.EVERYBODY) {
        return other;
      }
      if (other.reach == Reach.EVERYBODY) {
        return this;
      }
      var both = new TreeSet<>(roles);
      both.retainAll(other.roles);
      boolean nobody = reach == Reach.NOBODY || other.reach == Reach.NOBODY;
      boolean onlyRoles = reach == Reach.ROLE && other.reach == Reach.ROLE;
      if (nobody || onlyRoles && both.isEmpty()) {
        return of(Reach.NOBODY);
      }
      return new Passing(
          reach == other.reach ? reach : Reach.CONDITION,
          both,
          attribute == null ? other.attribute : attribute);
    }
  }

  private String fileName() {
    return path.substring(path.lastIndexOf('/') + 1).replaceFirst("\\.jsonc?$", "");
  }

  /** Where each key is written first. */
  private void readLines(String text) {
    int number = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      number++;
      String[] parts = line.stripLeading().split("\"", 3);
      if (parts.length == 3 && parts[0].isEmpty()) {
        lines.putIfAbsent(parts[1], number);
      }
    }
  }

  private int lineOf(String key) {
    return lines.getOrDefault(key, 1);
  }

  private static List<String> texts(JsonNode array) {
    var texts = new ArrayList<String>();
    array.forEach(each -> texts.add(each.asText()));
    return texts;
  }

  private static @Nullable String textOf(JsonNode node) {
    return node.isTextual() ? node.asText() : null;
  }
}
