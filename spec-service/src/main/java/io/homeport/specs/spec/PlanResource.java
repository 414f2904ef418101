package io.homeport.specs.spec;

import io.homeport.api.Caller;
import io.homeport.api.Problems;
import io.homeport.contracts.AppId;
import io.homeport.messaging.Transactions;
import io.homeport.specs.document.MigrationPlan.Step;
import io.homeport.specs.document.PlanProgress;
import io.homeport.specs.document.StepTick;
import io.homeport.specs.source.CommittedSecrets;
import io.homeport.specs.spec.PlanView.StepView;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The plan of an app's move, as a list that is ticked off. */
@Path("/apps/{app}/plan")
@Tag(name = "plan")
public class PlanResource {

  private static final int LONGEST = 2000;

  /** Whether a step is done. */
  public record Said(
      @NotNull @Schema(description = "True to tick the step, false to take that back.")
          Boolean done,
      @Size(max = LONGEST)
          @Schema(description = "What was found or decided, at most 2,000 characters.")
          @Nullable String note) {}

  @Inject Specs specs;
  @Inject PlanTicks ticks;
  @Inject Documents documents;
  @Inject Transactions transactions;
  @Inject Caller caller;
  @Inject Clock clock;

  private record Shown(SpecRow row, PlanProgress progress) {}

  @GET
  @RolesAllowed({"owner", "developer", "viewer"})
  @Blocking
  @Operation(summary = "How the app leaves its builder, step by step, and how far it is")
  @APIResponse(responseCode = "200", description = "The plan of the newest version not rejected")
  @APIResponse(
      responseCode = "409",
      description = "spec-not-drafted: no version of the spec has a plan yet")
  public PlanView show(@PathParam("app") UUID app) throws IOException {
    var shown = shown(new AppId(app));
    return PlanView.of(shown.row(), shown.progress());
  }

  @PUT
  @Path("/steps/{step}")
  @RolesAllowed({"owner", "developer"})
  @Blocking
  @Operation(
      summary = "Tick a step off, or take that back; it holds for later versions of the plan too")
  @APIResponse(
      responseCode = "200",
      description = "The step; saying the same again changes nothing")
  @APIResponse(
      responseCode = "409",
      description =
          "step-not-ready: other steps come first; spec-not-drafted: there is no plan yet")
  @APIResponse(
      responseCode = "422",
      description =
          "secret-in-note: everybody who may read the plan would read it; "
              + "step-gone: the newest plan has this step no more")
  public StepView say(
      @PathParam("app") UUID id, @PathParam("step") String step, @NotNull @Valid Said said)
      throws IOException {
    var app = new AppId(id);
    var before = shown(app).progress();
    var of = step(before, step);
    String note = said.note() == null ? "" : said.note().strip();
    if (!CommittedSecrets.in("note", note).isEmpty()) {
      throw Problems.unprocessable(
          "secret-in-note",
          "The note on %s looks as if it held a secret.".formatted(step),
          "Give the secret to the environment that needs it; say here where it comes from.");
    }
    if (said.done() && !before.isDone(step)) {
      requireReady(before, of);
    }
    var tick =
        new StepTick(
            step,
            of.what(),
            said.done(),
            note,
            caller.userName(),
            clock.instant().truncatedTo(ChronoUnit.MICROS));
    if (said.done() || before.isDone(step)) {
      transactions.await(() -> ticks.say(caller.organization(), app, tick));
    }
    return StepView.of(of, shown(app).progress());
  }

  private static Step step(PlanProgress progress, String id) {
    return progress
        .step(id)
        .orElseThrow(() ->
            progress.holding().containsKey(id)
                ? Problems.unprocessable(
                    "step-gone",
                    "The newest plan has no step %s any more.".formatted(id),
                    "What was said of it stays; nothing is left to do.")
                : Problems.notFound("step", id));
  }

  private static void requireReady(PlanProgress progress, Step step) {
    var open = progress.waitsFor(step);
    if (!open.isEmpty()) {
      throw Problems.conflict(
          "step-not-ready",
          "Before %s comes: %s.".formatted(step.id(), String.join(", ", open)),
          "Tick those first; if one does not apply, say so in its note.");
    }
  }

  private Shown shown(AppId app) throws IOException {
    var organization = caller.organization();
    var row = transactions.await(() -> specs.planned(organization, app));
    var plan = documents.read(Specs.draft(row.spec())).plan();
    var said = transactions.await(() -> ticks.of(organization, app));
    return new Shown(row, PlanProgress.of(plan, said));
  }
}
