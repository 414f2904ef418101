package io.homeport.specs.spec;

import io.homeport.api.Problems;
import io.homeport.contracts.AppId;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.SpecId;
import io.homeport.messaging.Transactions;
import io.homeport.specs.document.MigrationPlan.Sight;
import io.homeport.specs.document.StepTick;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which steps of an app's plan are done. It belongs to the app, so that later versions have it. */
@ApplicationScoped
public class PlanTicks {

  /** So that a plan can always be shown with all of them. */
  private static final int MOST = 5000;

  @Inject Transactions transactions;

  /** All that was said of an app's steps, the oldest first. */
  Uni<List<StepTick>> of(OrganizationId organization, AppId app) {
    return transactions.inOrganization(
        organization,
        () ->
            PlanTickRow.<PlanTickRow>find("appId = ?1 order by id", app.value())
                .list()
                .map(rows -> rows.stream().map(PlanTickRow::tick).toList()));
  }

  /** Says something of a step; what holds already is not said again. */
  Uni<StepTick> say(OrganizationId organization, AppId app, StepTick tick) {
    return transactions.inOrganization(
        organization,
        () ->
            last(app, tick.step())
                .chain(last -> holds(last, tick) ? kept(last) : add(organization, app, tick)));
  }

  /**
   * Ticks what was seen to be done, in the transaction of who saw it. What is done already stays as
   * it is, and what a person said later than it was seen holds. The limit is not asked for: it is
   * for people, and an event that is refused would come again.
   */
  Uni<Void> seen(OrganizationId organization, AppId app, Sight sight, String note, Instant at) {
    var tick =
        new StepTick(
            sight.step(),
            sight.what(),
            true,
            note,
            StepTick.HOMEPORT,
            at.truncatedTo(ChronoUnit.MICROS));
    return last(app, tick.step())
        .chain(last ->
            last != null && (last.done || last.saidAt.isAfter(tick.at()))
                ? Uni.createFrom().voidItem()
                : keep(organization, app, tick).replaceWithVoid());
  }

  private static Uni<StepTick> kept(@Nullable PlanTickRow last) {
    return Uni.createFrom().item(last == null ? null : last.tick());
  }

  private static boolean holds(@Nullable PlanTickRow last, StepTick tick) {
    return last != null && last.done == tick.done() && last.note.equals(tick.note());
  }

  private static Uni<@Nullable PlanTickRow> last(AppId app, String step) {
    return PlanTickRow.<PlanTickRow>find(
            "appId = ?1 and step = ?2 order by id desc", app.value(), step)
        .firstResult();
  }

  private static Uni<StepTick> add(OrganizationId organization, AppId app, StepTick tick) {
    return PlanTickRow.count("appId", app.value())
        .chain(count -> {
          if (count >= MOST) {
            throw Problems.conflict(
                "too-many-ticks",
                "The steps of this app were ticked %d times.".formatted(count),
                "What was said of steps cannot be deleted; go on outside of Homeport.");
          }
          return keep(organization, app, tick);
        });
  }

  private static Uni<StepTick> keep(OrganizationId organization, AppId app, StepTick tick) {
    var row = new PlanTickRow();
    // Time-ordered, as a spec's id is.
    row.id = SpecId.next().value();
    row.organizationId = organization.value();
    row.appId = app.value();
    row.set(tick);
    return row.<PlanTickRow>persist().map(PlanTickRow::tick);
  }
}
