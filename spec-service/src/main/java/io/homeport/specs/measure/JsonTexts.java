package io.homeport.specs.measure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A JSON array of texts, as PostgreSQL writes one. */
final class JsonTexts {

  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonTexts() {}

  static List<@Nullable String> parse(String json) {
    try {
      var texts = new ArrayList<@Nullable String>();
      for (var each : JSON.readTree(json)) {
        texts.add(each.isNull() ? null : each.asText());
      }
      return texts;
    } catch (JsonProcessingException cause) {
      throw new IllegalStateException("PostgreSQL wrote an array that is none.", cause);
    }
  }
}
