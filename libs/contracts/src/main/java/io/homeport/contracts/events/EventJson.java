package io.homeport.contracts.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

/**
 * Events as JSON. Readers ignore unknown fields, so that an older service understands a newer one.
 */
public final class EventJson {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(new Jdk8Module())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .serializationInclusion(JsonInclude.Include.NON_ABSENT)
          .build();

  public static String write(Event event) {
    try {
      return MAPPER.writeValueAsString(event);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event record is always writable: " + event, e);
    }
  }

  /**
   * @throws UnreadableEvent if the text is not this event
   */
  public static <E extends Event> E read(String json, Class<E> type) throws UnreadableEvent {
    try {
      E event = MAPPER.readValue(json, type);
      if (event == null) {
        throw new UnreadableEvent(type.getSimpleName() + " is null", null);
      }
      return event;
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new UnreadableEvent(type.getSimpleName() + " cannot be read", e);
    }
  }

  private EventJson() {}
}
