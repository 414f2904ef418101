package io.homeport.specs.document;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.homeport.contracts.Digest;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The JSON Schema of {@link SpecDocument}, made from its records. */
final class SpecSchema {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, ObjectNode> definitions = new TreeMap<>();

  static ObjectNode generate() {
    var schema = new SpecSchema();
    var root = schema.object(SpecDocument.class);
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("$id", "urn:homeport:spec-document:1");
    root.put("title", "Specification of an app");
    root.put(
        "description",
        "A specification in four parts, each fact with its evidence, confidence and review state.");
    var definitions = root.putObject("$defs");
    schema.definitions.forEach(definitions::set);
    return root;
  }

  private ObjectNode object(Class<?> record) {
    var node = JSON.createObjectNode();
    node.put("type", "object");
    node.put("additionalProperties", false);
    var properties = node.putObject("properties");
    var required = node.putArray("required");
    for (RecordComponent component : record.getRecordComponents()) {
      properties.set(component.getName(), property(component));
      required.add(component.getName());
    }
    return node;
  }

  private ObjectNode property(RecordComponent component) {
    var node = type(component.getGenericType());
    if (component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
      node = nullable(node);
    }
    var about = description(component);
    if (about != null) {
      node.put("description", about);
    }
    return node;
  }

  private static ObjectNode nullable(ObjectNode node) {
    var either = JSON.createObjectNode();
    var alternatives = either.putArray("anyOf");
    alternatives.add(node);
    alternatives.addObject().put("type", "null");
    return either;
  }

  private ObjectNode type(Type type) {
    var node = JSON.createObjectNode();
    if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
      node.put("type", "array").set("items", type(generic.getActualTypeArguments()[0]));
    } else if (type instanceof ParameterizedType generic && generic.getRawType() == Map.class) {
      node.put("type", "object")
          .set("additionalProperties", type(generic.getActualTypeArguments()[1]));
    } else if (type == String.class) {
      node.put("type", "string");
    } else if (type == boolean.class) {
      node.put("type", "boolean");
    } else if (type == int.class || type == Integer.class || type == Long.class) {
      node.put("type", "integer");
    } else if (type == Digest.class) {
      node.put("type", "string").put("pattern", "^sha256:[0-9a-f]{64}$");
    } else {
      node.put("$ref", "#/$defs/" + define((Class<?>) type));
    }
    return node;
  }

  private String define(Class<?> type) {
    Class<?> outer = type.getEnclosingClass();
    String name =
        outer == null ? type.getSimpleName() : outer.getSimpleName() + "." + type.getSimpleName();
    if (!definitions.containsKey(name)) {
      definitions.put(name, JSON.createObjectNode());
      definitions.put(name, type.isEnum() ? enumeration(type) : object(type));
    }
    return name;
  }

  private static ObjectNode enumeration(Class<?> type) {
    var node = JSON.createObjectNode();
    var values = node.put("type", "string").putArray("enum");
    boolean own =
        Arrays.stream(type.getMethods())
            .anyMatch(each -> each.isAnnotationPresent(JsonValue.class));
    for (var constant : type.getEnumConstants()) {
      values.add(own ? constant.toString() : ((Enum<?>) constant).name().toLowerCase(Locale.ROOT));
    }
    return node;
  }

  private static @Nullable String description(RecordComponent component) {
    var about = component.getAccessor().getAnnotation(JsonPropertyDescription.class);
    return about == null ? null : about.value();
  }
}
