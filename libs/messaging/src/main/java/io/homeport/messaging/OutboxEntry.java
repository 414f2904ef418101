package io.homeport.messaging;

import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One row of the outbox, as the relay reads it. A null payload is a tombstone. */
record OutboxEntry(
    UUID id,
    long sequence,
    String organization,
    String topic,
    String key,
    String type,
    @Nullable String payload,
    String app,
    Cause cause,
    Instant createdAt) {

  static final String SELECT_UNPUBLISHED =
      """
      select id, sequence, organization_id::text, aggregatetype, aggregateid, type, payload,
             app_id::text, correlation_id, causation_id, traceparent, created_at
      from outbox where published_at is null order by sequence limit $1
      """;

  static OutboxEntry of(Row row) {
    OffsetDateTime created = row.getOffsetDateTime(11);
    return new OutboxEntry(
        row.getUUID(0),
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        new Cause(row.getString(8), row.getString(9), row.getString(10)),
        created.toInstant());
  }
}
