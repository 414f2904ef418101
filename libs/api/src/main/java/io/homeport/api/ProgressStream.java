package io.homeport.api;

import io.homeport.contracts.OrganizationId;
import io.homeport.messaging.Transactions;
import io.homeport.messaging.Wakeups;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The progress of slow work as server-sent events. The event id is the position in the durable
 * record, so a client that reconnects with {@code Last-Event-ID} misses nothing. The stream ends
 * with the work.
 */
@ApplicationScoped
public class ProgressStream {

  /**
   * One line of progress.
   *
   * @param step a short stable name
   * @param ended whether it is the last line
   */
  public record Line(Instant at, String step, String message, boolean ended) {}

  private record Numbered(long sequence, Line line) {}

  private static final Duration LOOK_AT_LEAST_EVERY = Duration.ofSeconds(1);
  private static final String AFTER =
      """
      select sequence, at, step, message, ended from progress
      where subject = $1 and sequence > $2 order by sequence limit 500
      """;

  @Inject Transactions transactions;
  @Inject Wakeups wakeups;

  /**
   * Follows one subject; the caller has checked that it belongs to the organization.
   *
   * @param lastEventId the client's {@code Last-Event-ID}; null for everything from the beginning
   */
  public Multi<OutboundSseEvent> follow(
      OrganizationId organization, UUID subject, @Nullable String lastEventId, Sse sse) {
    return Multi.createBy()
        .repeating()
        .uni(
            () -> new AtomicLong(position(lastEventId)),
            position -> next(organization, subject, position))
        .whilst(lines -> lines.isEmpty() || !lines.getLast().line().ended())
        .onItem()
        .<Numbered>transformToIterable(lines -> lines)
        .map(each -> event(each, sse));
  }

  private Uni<List<Numbered>> next(OrganizationId organization, UUID subject, AtomicLong position) {
    return linesAfter(organization, subject, position)
        .chain(lines ->
            lines.isEmpty()
                ? somethingNew(subject).chain(() -> linesAfter(organization, subject, position))
                : Uni.createFrom().item(lines));
  }

  private Uni<List<Numbered>> linesAfter(
      OrganizationId organization, UUID subject, AtomicLong position) {
    return transactions
        .inOrganization(
            organization,
            connection ->
                connection.preparedQuery(AFTER).execute(Tuple.of(subject, position.get())))
        .map(ProgressStream::read)
        .invoke(lines -> {
          if (!lines.isEmpty()) {
            position.set(lines.getLast().sequence());
          }
        });
  }

  private Uni<Void> somethingNew(UUID subject) {
    String wanted = subject.toString();
    return Uni.createFrom()
        .<Void>emitter(emitter -> {
          AutoCloseable listening =
              wakeups.listen(
                  Wakeups.Signal.PROGRESS,
                  payload -> {
                    if (payload.equals(wanted)) {
                      emitter.complete(null);
                    }
                  });
          emitter.onTermination(() -> close(listening));
        })
        .ifNoItem()
        .after(LOOK_AT_LEAST_EVERY)
        .recoverWithUni(Uni.createFrom().voidItem());
  }

  private static void close(AutoCloseable listening) {
    try {
      listening.close();
    } catch (Exception e) {
      throw new IllegalStateException("removing a listener cannot fail", e);
    }
  }

  private static List<Numbered> read(RowSet<Row> rows) {
    List<Numbered> lines = new ArrayList<>();
    for (Row row : rows) {
      lines.add(
          new Numbered(
              row.getLong(0),
              new Line(
                  row.getOffsetDateTime(1).toInstant(),
                  row.getString(2),
                  row.getString(3),
                  row.getBoolean(4))));
    }
    return lines;
  }

  private static OutboundSseEvent event(Numbered each, Sse sse) {
    return sse.newEventBuilder()
        .id(Long.toString(each.sequence()))
        .name("progress")
        .mediaType(MediaType.APPLICATION_JSON_TYPE)
        .data(Line.class, each.line())
        .build();
  }

  private static long position(@Nullable String lastEventId) {
    try {
      return lastEventId == null ? 0 : Long.parseLong(lastEventId);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
