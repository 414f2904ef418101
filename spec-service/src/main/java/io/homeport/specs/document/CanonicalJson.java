package io.homeport.specs.document;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;

/**
 * Writes a spec as JSON, equal documents as equal bytes: keys sorted, no white space, numbers and
 * escapes in one form only.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8785">RFC 8785</a>
 */
public final class CanonicalJson {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          // A document from before a list was added has none of it.
          .withConfigOverride(
              List.class,
              list -> list.setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
          .build();

  private CanonicalJson() {}

  public static byte[] write(SpecDocument document) {
    return write(tree(document));
  }

  /** Writes any JSON in the same form. */
  static byte[] write(JsonNode node) {
    var json = new StringBuilder();
    write(node, json);
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The document as a tree; writing it gives the document's bytes. */
  static JsonNode tree(SpecDocument document) {
    return MAPPER.valueToTree(document);
  }

  /**
   * Reads a document that {@link #write} wrote.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static SpecDocument read(byte[] json) {
    try {
      return MAPPER.readValue(new String(json, StandardCharsets.UTF_8), SpecDocument.class);
    } catch (JsonProcessingException cause) {
      throw new IllegalArgumentException(
          "This is no specification: " + cause.getOriginalMessage(), cause);
    }
  }

  private static void write(JsonNode node, StringBuilder json) {
    switch (node.getNodeType()) {
      case OBJECT -> writeObject(node, json);
      case ARRAY -> {
        String separator = "[";
        for (var element : node) {
          json.append(separator);
          write(element, json);
          separator = ",";
        }
        json.append(node.isEmpty() ? "[]" : "]");
      }
      case STRING -> writeText(node.textValue(), json);
      case BOOLEAN, NULL -> json.append(node.asText());
      case NUMBER -> {
        if (!node.isIntegralNumber()) {
          throw new IllegalArgumentException("A specification holds whole numbers only: " + node);
        }
        json.append(node.asText());
      }
      case BINARY, MISSING, POJO ->
          throw new IllegalArgumentException("A specification holds no " + node.getNodeType());
    }
  }

  private static void writeObject(JsonNode node, StringBuilder json) {
    var sorted = new TreeMap<String, JsonNode>();
    node.properties().forEach(each -> sorted.put(each.getKey(), each.getValue()));
    String separator = "";
    json.append('{');
    for (var each : sorted.entrySet()) {
      json.append(separator);
      writeText(each.getKey(), json);
      json.append(':');
      write(each.getValue(), json);
      separator = ",";
    }
    json.append('}');
  }

  private static void writeText(String text, StringBuilder json) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> json.append("\\\"");
        case '\\' -> json.append("\\\\");
        case '\b' -> json.append("\\b");
        case '\t' -> json.append("\\t");
        case '\n' -> json.append("\\n");
        case '\f' -> json.append("\\f");
        case '\r' -> json.append("\\r");
        default -> {
          if (c < ' ') {
            json.append("\\u%04x".formatted((int) c));
          } else {
            json.append(c);
          }
        }
      }
    }
    json.append('"');
  }
}
