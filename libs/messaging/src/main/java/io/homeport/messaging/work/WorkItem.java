package io.homeport.messaging.work;

import io.homeport.contracts.OrganizationId;
import io.homeport.messaging.Cause;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
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
   * Claims the oldest piece of work of some kinds that is due, or whose lease ran out. In a lane
   * each waits for the one before it. The parameters are {@link #kinds}.
   *
   * <p>The choice is materialized: a plan may ask a plain subquery again for each row of the table,
   * and each time it would lock, and claim, another one.
   */
  static final String CLAIM =
      """
      with next as materialized (
        select w.id, k.lease, k.deadline
        from work w
        join unnest($1::text[], $2::bigint[], $3::bigint[]) as k (kind, lease, deadline)
          on k.kind = w.kind
        where ((w.state = 'queued' and w.run_after <= now())
            or (w.state = 'running' and w.lease_until < now()))
          and (w.lane is null or not exists (
            select 1 from work o
            where o.lane = w.lane and o.state in ('queued', 'running')
              and o.sequence < w.sequence))
        order by w.sequence limit 1 for update of w skip locked)
      update work set state = 'running', attempt = attempt + 1,
                      lease_until = now() + next.lease * interval '1 millisecond',
                      deadline = coalesce(work.deadline, now() + next.deadline * interval '1 millisecond')
      from next where work.id = next.id
      returning work.id, work.organization_id, work.kind, work.subject, work.attempt, work.deadline,
                work.correlation_id, work.causation_id, work.traceparent
      """;

  /** Which kinds to claim work of: their names, leases and deadlines in milliseconds. */
  static Tuple kinds(List<WorkHandler> handlers) {
    return Tuple.of(
        handlers.stream().map(WorkHandler::kind).toArray(String[]::new),
        handlers.stream().map(each -> each.lease().toMillis()).toArray(Long[]::new),
        handlers.stream().map(each -> each.deadline().toMillis()).toArray(Long[]::new));
  }

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
