package io.homeport.messaging;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Why something happens: the journey it belongs to and the event that led to it.
 *
 * @param correlationId one per journey, from the request that began it to its last event
 * @param causationId the id of the event that directly led here; null for a person's request
 * @param traceparent W3C trace context of the cause; null where nothing is traced
 */
public record Cause(
    String correlationId, @Nullable String causationId, @Nullable String traceparent) {

  /** The beginning of a journey. */
  public static Cause fresh() {
    return new Cause(UUID.randomUUID().toString(), null, Traces.current());
  }

  /** The beginning of a journey whose id the caller chose. */
  public static Cause of(String correlationId) {
    return new Cause(correlationId, null, Traces.current());
  }
}
