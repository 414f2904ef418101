package io.homeport.messaging;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * CloudEvents attributes as Kafka headers, in binary mode.
 *
 * @see <a
 *     href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md">Kafka
 *     Protocol Binding for CloudEvents 1.0.2</a>
 */
final class CloudEventHeaders {

  static final String ID = "ce_id";
  static final String TYPE = "ce_type";
  static final String SOURCE = "ce_source";
  static final String SUBJECT = "ce_subject";
  static final String TIME = "ce_time";
  static final String ORGANIZATION = "ce_organizationid";
  static final String CORRELATION = "ce_correlationid";
  static final String CAUSATION = "ce_causationid";
  static final String TRACEPARENT = "ce_traceparent";

  static Headers of(OutboxEntry entry, String source) {
    RecordHeaders headers = new RecordHeaders();
    put(headers, "ce_specversion", "1.0");
    put(headers, ID, entry.id().toString());
    put(headers, TYPE, entry.type());
    put(headers, SOURCE, source);
    put(headers, SUBJECT, entry.app());
    put(headers, TIME, entry.createdAt().toString());
    put(headers, ORGANIZATION, entry.organization());
    put(headers, CORRELATION, entry.cause().correlationId());
    String causation = entry.cause().causationId();
    if (causation != null) {
      put(headers, CAUSATION, causation);
    }
    String traceparent = entry.cause().traceparent();
    if (traceparent != null) {
      put(headers, TRACEPARENT, traceparent);
    }
    put(headers, "content-type", "application/json");
    return headers;
  }

  static Optional<String> read(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null
        ? Optional.empty()
        : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
  }

  /** All text headers by name, for keeping a dead letter whole. */
  static Map<String, String> toMap(Headers headers) {
    Map<String, String> map = new TreeMap<>();
    for (Header header : headers) {
      if (header.value() != null) {
        map.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
      }
    }
    return map;
  }

  static Headers fromMap(Map<String, String> map) {
    RecordHeaders headers = new RecordHeaders();
    map.forEach((name, value) -> put(headers, name, value));
    return headers;
  }

  private static void put(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  private CloudEventHeaders() {}
}
