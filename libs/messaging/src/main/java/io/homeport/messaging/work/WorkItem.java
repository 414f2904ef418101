package io.homeport.messaging.work;

import io.homeport.contracts.OrganizationId;
import io.homeport.messaging.Cause;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.util.UUID;

/** A claimed row of work. */
record WorkItem(
    UUID id,
    OrganizationId organization,
    String kind,
    UUID subject,
    int attempt,
    Instant deadline,
    Cause cause) {

  /**
   * Claims the oldest piece of work that is due, or whose lease ran out. In a lane each waits for
   * the one before it.
   */
  static final String CLAIM =
      """
      update work set state = 'running', attempt = attempt + 1,
                      lease_until = now() + $2 * interval '1 millisecond',
                      deadline = coalesce(deadline, now() + $3 * interval '1 millisecond')
      where id = (
        select w.id from work w
        where w.kind = $1
          and ((w.state = 'queued' and w.run_after <= now())
            or (w.state = 'running' and w.lease_until < now()))
          and (w.lane is null or not exists (
            select 1 from work o
            where o.lane = w.lane and o.state in ('queued', 'running')
              and o.sequence < w.sequence))
        order by w.sequence limit 1 for update of w skip locked)
      returning id, organization_id, kind, subject, attempt, deadline,
                correlation_id, causation_id, traceparent
      """;

  static WorkItem of(Row row) {
    return new WorkItem(
        row.getUUID(0),
        new OrganizationId(row.getUUID(1)),
        row.getString(2),
        row.getUUID(3),
        row.getInteger(4),
        row.getOffsetDateTime(5).toInstant(),
        new Cause(row.getString(6), row.getString(7), row.getString(8)));
  }
}
