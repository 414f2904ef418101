package io.homeport.backup.restore;

import io.homeport.api.Caller;
import io.homeport.api.Cursor;
import io.homeport.api.Page;
import io.homeport.api.Responses;
import io.homeport.backup.restore.BackupRestoresResource.Wanted;
import io.homeport.contracts.EnvironmentId;
import io.homeport.messaging.Cause;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Who got what of an environment's backups, over HTTP. */
@Path("/environments/{environment}/restores")
@Tag(name = "restores")
public class EnvironmentRestoresResource {

  /** What is wanted of an environment's past. */
  public record WantedMoment(
      @Schema(description = "The moment, such as 2026-03-01T12:00:00Z.") @NotNull Instant at,
      @Schema(
              description =
                  "Whether the environment is to use the new database once it is whole; else it"
                      + " stays beside the live one.")
          boolean promote,
      @Schema(description = "Whether only to tell what it would change. Nothing changes.")
          boolean dryRun,
      @Schema(description = "Another environment of the same app to restore into.")
          @Nullable UUID into,
      @Schema(description = "Only the rows of this table, beside it.") @Size(max = 200)
          @Nullable String table,
      @Schema(description = "Only the rows that fit.") @Size(max = 2000) @Nullable String where) {

    Wanted wanted() {
      return new Wanted(promote, dryRun, into, table, where);
    }
  }

  @Inject RestoreRequests requests;
  @Inject Restores restores;
  @Inject Caller caller;

  @POST
  @RolesAllowed({"owner", "developer"})
  @Operation(
      summary =
          "Restore the database as it was at a moment, or tell what that would change; stored files"
              + " stay as they are",
      description =
          "A backup is made of that moment first, which is restored as any other. GET"
              + " /environments/{id}/moments says which moments there are.")
  @APIResponse(responseCode = "202", description = "Accepted; follow Location")
  public Uni<RestResponse<RestoreView>> request(
      @PathParam("environment") UUID id, @NotNull @Valid WantedMoment wanted) {
    return requests
        .request(
            caller.organization(),
            new EnvironmentId(id),
            // As PostgreSQL tells times.
            wanted.at().truncatedTo(ChronoUnit.MICROS),
            wanted.wanted(),
            caller.userName(),
            Cause.fresh())
        .map(view -> Responses.accepted("/restores/" + view.id(), view));
  }

  @GET
  @RolesAllowed({"owner", "developer", "viewer"})
  @Operation(
      summary =
          "What was restored, looked at or downloaded of an environment, by whom and where to,"
              + " newest first")
  public Uni<RestResponse<Page<RestoreView>>> list(
      @PathParam("environment") UUID id,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(Page.MOST) int limit,
      @Context UriInfo uri) {
    return restores
        .ofEnvironment(caller.organization(), new EnvironmentId(id), Cursor.parse(cursor), limit)
        .map(page -> page.respond(uri));
  }
}
