package io.homeport.messaging.work;

import io.homeport.messaging.Rows;
import io.homeport.testkit.Tokens;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Looks into, and meddles with, the table of work. */
@ApplicationScoped
public class WorkDatabase {

  @Inject Rows rows;

  private final Map<UUID, Set<String>> leases = new ConcurrentHashMap<>();

  List<String> effects(UUID subject) {
    return rows.column("select what from effect where app_id = ? order by sequence", subject);
  }

  List<String> progress(UUID subject) {
    return rows.column("select step from progress where subject = ? order by sequence", subject);
  }

  String state(UUID subject) {
    return rows.column("select state from work where subject = ?", subject).getFirst();
  }

  int running(String kind) {
    return rows.column("select id from work where kind = ? and state = 'running'", kind).size();
  }

  /** How many different leases were seen over the calls for this subject. */
  int leaseExtensions(UUID subject) {
    Set<String> seen = leases.computeIfAbsent(subject, key -> new HashSet<>());
    seen.addAll(rows.column("select lease_until from work where subject = ?", subject));
    return seen.size();
  }

  /** How many connections wait for a row that another has changed. */
  int waitingForRows() {
    return Integer.parseInt(
        rows.column(
                "select count(*) from pg_stat_activity"
                    + " where datname = current_database() and wait_event_type = 'Lock'")
            .getFirst());
  }

  void insertAbandoned(UUID subject, int attempts) {
    rows.change(
        """
        insert into work (id, organization_id, kind, subject, state, attempt, lease_until,
                          correlation_id)
        values (?, ?, ?, ?, 'running', ?, now() - interval '1 minute', 'test')
        """,
        UUID.randomUUID(),
        Tokens.ACME.id().value(),
        Probe.KIND,
        subject,
        attempts);
  }

  void insertDone(int pieces) {
    rows.change(
        """
        insert into work (id, organization_id, kind, subject, state, correlation_id)
        select gen_random_uuid(), ?, 'past', gen_random_uuid(), 'done', 'test'
        from generate_series(1, ?)
        """,
        Tokens.ACME.id().value(),
        pieces);
  }

  /** Has the planner learn what there is. */
  void analyze() {
    rows.change("analyze work");
  }

  /** As if another replica had claimed it and then died as well. */
  void expireLeaseAndOvertake(UUID subject) {
    rows.change(
        "update work set attempt = attempt + 1, lease_until = now() + interval '1 hour'"
            + " where subject = ?",
        subject);
  }

  void makeClaimable(UUID subject) {
    rows.change(
        "update work set lease_until = now() - interval '1 second' where subject = ?", subject);
  }
}
