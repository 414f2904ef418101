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
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
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

  private final String path;
  private final List<String> lines;
  private final JsonNode json;

  private Base44Entity(String path, String text, JsonNode json) {
    this.path = path;
    this.lines = text.lines().toList();
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
    var attributes = new ArrayList<>(implicit(new Place(path, 1)));
    var enums = new ArrayList<EnumType>();
    var required = new HashSet<String>();
    json.path("required").forEach(each -> required.add(each.asText()));
    json.path("properties")
        .properties()
        .forEach(property -> {
          String attribute = property.getKey();
          var place = new Place(path, lineOf(attribute));
          attributes.removeIf(each -> each.name().equals(attribute));
          attributes.add(attribute(attribute, property.getValue(), required, place));
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
            attributes,
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
    int line = json.path("rls").isMissingNode() ? 1 : lineOf("rls");
    if (act == Act.CREATE && entity.equals("User") && rule.isMissingNode()) {
      // The platform makes users when they sign up; no app code can.
      return new RowRule(
          entity,
          act,
          Reach.NOBODY,
          List.of(),
          null,
          "made by the platform",
          new Place(path, line));
    }
    var reading = new RuleReading();
    var reach = rule.isMissingNode() ? Reach.EVERYBODY : reading.reach(rule);
    return new RowRule(
        entity,
        act,
        reach,
        reading.roles.stream().distinct().toList(),
        reading.attribute,
        rule.isMissingNode() ? "absent" : rule.toString(),
        new Place(path, line));
  }

  /** What a rule asks for. */
  private static final class RuleReading {
    private final List<String> roles = new ArrayList<>();
    private @Nullable String attribute;

    private Reach reach(JsonNode rule) {
      if (rule.isBoolean()) {
        return rule.asBoolean() ? Reach.EVERYBODY : Reach.NOBODY;
      }
      if (rule.isNull() || rule.isEmpty()) {
        return Reach.EVERYBODY;
      }
      // Several keys of one object must all hold.
      return rule.properties().stream()
          .map(each -> reach(each.getKey(), each.getValue()))
          .reduce(Reach.EVERYBODY, RuleReading::both);
    }

    private Reach reach(String key, JsonNode value) {
      return switch (key) {
        case "$or" ->
            value.isEmpty()
                ? Reach.NOBODY
                : java.util.stream.StreamSupport.stream(value.spliterator(), false)
                    .map(this::reach)
                    .reduce(Reach.NOBODY, RuleReading::either);
        case "$and" ->
            java.util.stream.StreamSupport.stream(value.spliterator(), false)
                .map(this::reach)
                .reduce(Reach.EVERYBODY, RuleReading::both);
        case "$nor" -> Reach.CONDITION;
        case "user_condition" -> ofUser(value);
        default -> ofRow(key, value);
      };
    }

    private Reach ofUser(JsonNode condition) {
      if (condition.isEmpty()) {
        return Reach.EVERYBODY;
      }
      var role = condition.path("role");
      if (role.isTextual()) {
        roles.add(role.asText());
        return Reach.ROLE;
      }
      role.path("$in").forEach(each -> roles.add(each.asText()));
      return role.isMissingNode() ? Reach.CONDITION : Reach.ROLE;
    }

    private Reach ofRow(String key, JsonNode value) {
      boolean user = value.toString().contains("{{user.");
      if (user && attribute == null) {
        attribute = key.replaceFirst("^data\\.", "");
      }
      return user ? Reach.OWN : Reach.CONDITION;
    }

    private static Reach either(Reach some, Reach other) {
      if (some == Reach.EVERYBODY || other == Reach.EVERYBODY) {
        return Reach.EVERYBODY;
      }
      if (some == Reach.NOBODY) {
        return other;
      }
      if (other == Reach.NOBODY || some == other) {
        return some;
      }
      // Own rows, and all rows for a role: what users without the role reach is what counts.
      return some == Reach.ROLE ? other : other == Reach.ROLE ? some : Reach.CONDITION;
    }

    private static Reach both(Reach some, Reach other) {
      if (some == Reach.EVERYBODY) {
        return other;
      }
      if (other == Reach.EVERYBODY || some == other) {
        return some;
      }
      return some == Reach.NOBODY || other == Reach.NOBODY ? Reach.NOBODY : Reach.CONDITION;
    }
  }

  private String fileName() {
    return path.substring(path.lastIndexOf('/') + 1).replaceFirst("\\.jsonc?$", "");
  }

  private int lineOf(String key) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).stripLeading().startsWith("\"" + key + "\"")) {
        return i + 1;
      }
    }
    return 1;
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
