package io.homeport.messaging.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.contracts.Failure;
import io.homeport.messaging.Cause;
import io.homeport.messaging.Transactions;
import io.homeport.testkit.Await;
import io.homeport.testkit.ServiceTestResource;
import io.homeport.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Leased work over a real PostgreSQL. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceTestResource.class,
    initArgs = @ResourceArg(name = "database", value = "messaging"))
class WorkTest {

  @Inject Transactions transactions;
  @Inject WorkQueue queue;
  @Inject Probe probe;
  @Inject WorkDatabase database;

  private final UUID subject = UUID.randomUUID();

  @Test
  void work_is_done_once_and_its_progress_is_kept() {
    probe.runs.put(
        subject,
        attempt -> {
          attempt.progress("half", "Half done.");
          Probe.finish(attempt);
        });

    enqueue(subject, null);

    Await.untilAsserted(
        () -> assertThat(database.effects(subject)).containsExactly("done by attempt 1"));
    assertThat(database.progress(subject)).containsExactly("half", "done");
    assertThat(database.state(subject)).isEqualTo("done");
  }

  @Test
  void work_whose_lease_ran_out_is_taken_up_by_a_new_attempt() {
    // A replica that was killed leaves its row running, with a lease in the past.
    database.insertAbandoned(subject, 1);

    Await.untilAsserted(
        () -> assertThat(database.effects(subject)).containsExactly("done by attempt 2"));
  }

  @Test
  void one_piece_of_work_is_claimed_at_a_time_whatever_plan_the_database_makes() {
    // Given: the planner knows of finished work, takes the table for small and reads it first
    String kind = "idle-" + subject;
    for (int i = 0; i < 3; i++) {
      enqueue(kind, UUID.randomUUID(), null);
    }
    database.insertDone(60);
    database.analyze();

    // When
    int claimed =
        transactions.await(() ->
            transactions.acrossOrganizations(connection ->
                connection
                    .preparedQuery(WorkItem.CLAIM)
                    .execute(
                        Tuple.of(new String[] {kind}, new Long[] {60_000L}, new Long[] {60_000L}))
                    .map(RowSet::size)));

    // Then
    assertThat(claimed).isEqualTo(1);
    assertThat(database.running(kind)).isEqualTo(1);
  }

  @Test
  void a_living_attempt_keeps_its_lease_longer_than_the_lease_lasts() {
    CountDownLatch go = new CountDownLatch(1);
    probe.runs.put(
        subject,
        attempt -> {
          go.await();
          Probe.finish(attempt);
        });
    enqueue(subject, null);

    Await.until("lease extended", () -> database.leaseExtensions(subject) >= 3);
    go.countDown();

    Await.untilAsserted(
        () -> assertThat(database.effects(subject)).containsExactly("done by attempt 1"));
  }

  @Test
  void what_holds_the_row_of_work_up_takes_no_connection_but_one_more() {
    probe.runs.put(
        subject,
        attempt -> {
          attempt.record(() -> Probe.pause(probe.lease().minusMillis(300)));
          Probe.finish(attempt);
        });
    AtomicInteger most = new AtomicInteger();

    enqueue(subject, null);

    Await.until(
        "it is done",
        () -> {
          most.accumulateAndGet(database.waitingForRows(), Math::max);
          return database.state(subject).equals("done");
        });
    assertThat(most).hasValue(1);
    assertThat(database.effects(subject)).containsExactly("done by attempt 1");
  }

  @Test
  void a_stale_attempt_records_nothing() {
    CountDownLatch overtaken = new CountDownLatch(1);
    List<String> thrown = new CopyOnWriteArrayList<>();
    probe.runs.put(
        subject,
        attempt -> {
          if (attempt.number() > 1) {
            Probe.finish(attempt);
            return;
          }
          waitIgnoringInterrupts(overtaken);
          try {
            Probe.finish(attempt);
          } catch (StaleAttempt e) {
            thrown.add(e.getMessage());
            throw e;
          }
        });
    enqueue(subject, null);
    Await.until("it runs", () -> database.state(subject).equals("running"));

    database.expireLeaseAndOvertake(subject);
    overtaken.countDown();

    Await.untilAsserted(() -> assertThat(thrown).hasSize(1));
    database.makeClaimable(subject);
    Await.untilAsserted(
        () -> assertThat(database.effects(subject)).containsExactly("done by attempt 3"));
  }

  @Test
  void a_failure_that_may_pass_is_tried_again() {
    probe.runs.put(
        subject,
        attempt -> {
          if (attempt.number() == 1) {
            throw new IllegalStateException("not today");
          }
          Probe.finish(attempt);
        });

    enqueue(subject, null);

    Await.untilAsserted(
        () -> assertThat(database.effects(subject)).containsExactly("done by attempt 2"));
  }

  @Test
  void a_disk_that_stays_full_is_said_to_be_full() {
    probe.runs.put(
        subject,
        attempt -> {
          try {
            Files.writeString(Path.of("/dev/full"), "something");
          } catch (IOException e) {
            throw new UncheckedIOException("It is not kept.", e);
          }
        });

    enqueue(subject, null);

    Await.untilAsserted(() ->
        assertThat(database.effects(subject))
            .containsExactly(
                "failed: The probe failed 3 times, the last time because there is no space left on"
                    + " a disk."));
  }

  @Test
  void a_failure_for_good_is_recorded_at_once() {
    probe.runs.put(
        subject,
        attempt -> {
          throw new FailedWork(Failure.user("The archive is broken.", "Send it again."));
        });

    enqueue(subject, null);

    Await.untilAsserted(() ->
        assertThat(database.effects(subject)).containsExactly("failed: The archive is broken."));
    assertThat(database.state(subject)).isEqualTo("failed");
  }

  @Test
  void work_that_kills_its_service_every_time_ends_as_failed() {
    database.insertAbandoned(subject, 3);

    Await.untilAsserted(() ->
        assertThat(database.effects(subject))
            .containsExactly("failed: The probe was interrupted 3 times."));
  }

  @Test
  void work_that_hangs_is_ended_at_its_deadline() {
    probe.runs.put(subject, attempt -> new CountDownLatch(1).await());

    enqueue(subject, null);

    Await.untilAsserted(() ->
        assertThat(database.effects(subject))
            .containsExactly("failed: The probe took longer than PT6S."));
  }

  @Test
  void work_of_one_lane_is_done_one_after_the_other() {
    List<String> order = new CopyOnWriteArrayList<>();
    List<UUID> subjects = List.of(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID());
    for (UUID each : subjects) {
      probe.runs.put(
          each,
          attempt -> {
            order.add("begin " + each);
            attempt.progress("step", "Working.");
            order.add("end " + each);
            Probe.finish(attempt);
          });
    }
    String lane = UUID.randomUUID().toString();

    subjects.forEach(each -> enqueue(each, lane));

    Await.untilAsserted(() -> assertThat(database.state(subjects.getLast())).isEqualTo("done"));
    assertThat(order)
        .containsExactlyElementsOf(
            subjects.stream()
                .flatMap(each -> List.of("begin " + each, "end " + each).stream())
                .toList());
  }

  private void enqueue(UUID of, @Nullable String lane) {
    enqueue(Probe.KIND, of, lane);
  }

  private void enqueue(String kind, UUID of, @Nullable String lane) {
    transactions.await(() ->
        transactions.inOrganization(
            Tokens.ACME.id(),
            () -> queue.enqueue(Tokens.ACME.id(), kind, of, lane, Cause.fresh())));
  }

  private static void waitIgnoringInterrupts(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException e) {
        Thread.interrupted();
      }
    }
  }
}
