package io.homeport.deploy.build;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.AnchorNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * YAML of a source as JSON, which all readers of YAML understand alike. What they may understand
 * differently is refused: aliases, merge keys, keys that occur twice, tags.
 */
final class SourceYaml {
  private static final int MOST_CHARACTERS = 50 * 1024 * 1024;
  private static final int DEEPEST = 40;
  private static final String OWN_TAGS = "tag:yaml.org,2002:";
  private static final Set<String> PLAIN_TAGS =
      Set.of("str", "int", "float", "bool", "null", "timestamp", "map", "seq");
  private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d{0,17})(\\.\\d{1,18})?");
  private static final Set<String> NULLS = Set.of("", "~", "null");
  private static final JsonNodeFactory JSON = JsonNodeFactory.withExactBigDecimals(true);

  /** Not what this reader takes, or no YAML at all. */
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * The object that a file holds; of several documents the last, which for pnpm is the project's.
   *
   * @return empty if it is none, or something in it could be understood differently
   */
  static Optional<ObjectNode> object(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MOST_CHARACTERS);
    options.setNestingDepthLimit(DEEPEST);
    options.setMaxAliasesForCollections(0);
    options.setAllowDuplicateKeys(false);
    try {
      Node last = null;
      for (Node document : new Yaml(options).composeAll(new StringReader(text))) {
        last = document;
      }
      return last != null && json(last, new HashSet<>()) instanceof ObjectNode object
          ? Optional.of(object)
          : Optional.empty();
    } catch (YAMLException | Refused notTaken) {
      return Optional.empty();
    }
  }

  /**
   * @param seen every node so far: one that comes twice is an alias
   */
  private static JsonNode json(Node node, Set<Node> seen) {
    String tag = node.getTag().getValue();
    boolean plain =
        tag.startsWith(OWN_TAGS) && PLAIN_TAGS.contains(tag.substring(OWN_TAGS.length()));
    if (!plain || !seen.add(node)) {
      throw new Refused();
    }
    return switch (node) {
      case MappingNode mapping -> object(mapping, seen);
      case SequenceNode sequence -> {
        ArrayNode array = JSON.arrayNode();
        sequence.getValue().forEach(each -> array.add(json(each, seen)));
        yield array;
      }
      case ScalarNode scalar -> value(scalar);
      case AnchorNode alias -> throw new Refused();
      default -> throw new Refused();
    };
  }

  private static ObjectNode object(MappingNode mapping, Set<Node> seen) {
    ObjectNode object = JSON.objectNode();
    for (NodeTuple each : mapping.getValue()) {
      if (!(each.getKeyNode() instanceof ScalarNode key) || !seen.add(key)) {
        throw new Refused();
      }
      if (object.has(key.getValue()) || key.getValue().equals("<<")) {
        throw new Refused();
      }
      object.set(key.getValue(), json(each.getValueNode(), seen));
    }
    return object;
  }

  /** As YAML 1.2 has it, where {@code no} is a text. */
  private static JsonNode value(ScalarNode scalar) {
    String text = scalar.getValue();
    if (scalar.getScalarStyle() != ScalarStyle.PLAIN) {
      return JSON.textNode(text);
    }
    if (NULLS.contains(text)) {
      return JSON.nullNode();
    }
    if (text.equals("true") || text.equals("false")) {
      return JSON.booleanNode(text.equals("true"));
    }
    return NUMBER.matcher(text).matches()
        ? JSON.numberNode(new BigDecimal(text))
        : JSON.textNode(text);
  }

  private SourceYaml() {}
}
