package io.homeport.specs.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.homeport.contracts.Builder;
import io.homeport.contracts.Digest;
import io.homeport.specs.drafting.Drafter;
import io.homeport.specs.scratch.Limits;
import io.homeport.specs.scratch.SampleMigrations;
import io.homeport.specs.scratch.Scratch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;

/** Specs to test with: that of the sample, an empty one, and one whose names are hostile. */
public final class SampleSpec {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Fields whose values come from the app, so that a stranger chooses them. */
  private static final Set<String> OF_THE_APP =
      Set.of(
          "name",
          "about",
          "type",
          "defaultValue",
          "from",
          "to",
          "fromAttributes",
          "toAttributes",
          "statement",
          "entity",
          "values",
          "arguments",
          "returns",
          "reads",
          "writes",
          "calls",
          "callableBy",
          "identifier",
          "attribute",
          "where",
          "provider",
          "role",
          "trigger",
          "function",
          "usesMetadata",
          "policies",
          "command",
          "using",
          "check",
          "callerCheck",
          "schedule",
          "when",
          "host",
          "purpose",
          "path",
          "subject",
          "what",
          "why",
          "remedy",
          "question",
          "framework",
          "packageManager",
          "lockfiles",
          "outputDirectory",
          "hosts",
          "nodeVersion",
          "mediaTypes",
          "extensions",
          "queues",
          "onDelete",
          "variables");

  private static SpecDocument kiln;

  private SampleSpec() {}

  /** The spec of the sample, drafted once. */
  public static synchronized SpecDocument kiln() {
    if (kiln == null) {
      kiln = draft(SampleMigrations.root("lovable-cloud-spa"));
    }
    return kiln;
  }

  /** The spec of a tree. */
  public static SpecDocument draft(Path tree) {
    var subject = new Drafter.Subject("kiln-and-co", Builder.LOVABLE, Digest.of(new byte[0]), tree);
    return new Drafter(Scratch.settings(), Limits.usual()).draft(subject, (step, message) -> {});
  }

  /** The sample's spec after a change of its JSON. */
  public static SpecDocument with(Consumer<ObjectNode> change) {
    return changed(kiln(), change);
  }

  public static SpecDocument changed(SpecDocument spec, Consumer<ObjectNode> change) {
    try {
      var json = (ObjectNode) JSON.readTree(CanonicalJson.write(spec));
      change.accept(json);
      return CanonicalJson.read(json.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }

  /** The sample's spec with a payload after everything that the app names. */
  public static SpecDocument hostile(String payload) {
    return with(json -> poison(json, payload, false));
  }

  private static void poison(JsonNode node, String payload, boolean ofTheApp) {
    if (node instanceof ObjectNode object) {
      for (var field : object.properties()) {
        boolean own = OF_THE_APP.contains(field.getKey());
        if (own && field.getValue().isTextual()) {
          object.put(field.getKey(), field.getValue().asText() + payload);
        } else {
          poison(field.getValue(), payload, own);
        }
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        if (ofTheApp && array.get(i).isTextual()) {
          array.set(i, TextNode.valueOf(array.get(i).asText() + payload));
        } else {
          poison(array.get(i), payload, false);
        }
      }
    }
  }
}
