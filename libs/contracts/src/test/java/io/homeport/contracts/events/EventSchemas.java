package io.homeport.contracts.events;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonValue;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON Schemas of the event records. */
final class EventSchemas {

  private static final SchemaGenerator GENERATOR = generator();

  static ObjectNode schema(Class<? extends Event> event) {
    ObjectNode schema = GENERATOR.generateSchema(event);
    EventType type = EventTypes.describe(event);
    schema.put("$id", "urn:homeport:event:" + EventTypes.wireName(event));
    schema.put("title", EventTypes.wireName(event));
    schema.put("description", type.about());
    ArrayNode required = schema.putArray("required");
    Arrays.stream(event.getRecordComponents())
        .filter(component -> component.getType() != Optional.class)
        .map(RecordComponent::getName)
        .sorted()
        .forEach(required::add);
    return schema;
  }

  private static SchemaGenerator generator() {
    SchemaGeneratorConfigBuilder config =
        new SchemaGeneratorConfigBuilder(SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
            .with(Option.FLATTENED_OPTIONALS, Option.INLINE_ALL_SCHEMAS);
    config
        .forFields()
        .withDescriptionResolver(field -> {
          JsonPropertyDescription about =
              field.getAnnotationConsideringFieldAndGetterIfSupported(
                  JsonPropertyDescription.class);
          return about == null ? null : about.value();
        });
    config
        .forTypesInGeneral()
        .withCustomDefinitionProvider((type, context) -> {
          Class<?> raw = type.getErasedType();
          ObjectNode node = context.getGeneratorConfig().createObjectNode();
          if (raw == Instant.class) {
            return new CustomDefinition(text(node, "date-time"), true);
          }
          if (raw == URI.class) {
            return new CustomDefinition(text(node, "uri"), true);
          }
          if (raw.isEnum() && hasJsonValue(raw)) {
            ArrayNode values = node.put("type", "string").putArray("enum");
            Arrays.stream(raw.getEnumConstants()).map(Object::toString).forEach(values::add);
            return new CustomDefinition(node, true);
          }
          if (raw.isRecord() && hasJsonValue(raw)) {
            boolean uuid = raw.getRecordComponents()[0].getType() == UUID.class;
            if (uuid) {
              return new CustomDefinition(text(node, "uuid"), true);
            }
            node.put("type", "string").put("pattern", "^sha256:[0-9a-f]{64}$");
            return new CustomDefinition(node, true);
          }
          return null;
        });
    return new SchemaGenerator(config.build());
  }

  private static ObjectNode text(ObjectNode node, String format) {
    return node.put("type", "string").put("format", format);
  }

  private static boolean hasJsonValue(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .map(AnnotatedElement.class::cast)
        .anyMatch(method -> method.isAnnotationPresent(JsonValue.class));
  }

  private EventSchemas() {}
}
