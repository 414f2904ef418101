package io.homeport.backup.backup;

import io.homeport.api.Caller;
import io.homeport.api.Cursor;
import io.homeport.api.Page;
import io.homeport.api.Responses;
import io.homeport.contracts.EnvironmentId;
import io.homeport.messaging.Cause;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** An environment's backups over HTTP. */
@Path("/environments/{environment}/backups")
@Tag(name = "backups")
public class EnvironmentBackupsResource {

  @Inject BackupRequests backups;
  @Inject Caller caller;

  @POST
  @RolesAllowed({"owner", "developer"})
  @Operation(summary = "Back an environment up now")
  @APIResponse(responseCode = "202", description = "Accepted; follow Location")
  public Uni<RestResponse<BackupView>> request(@PathParam("environment") UUID id) {
    return backups
        .request(caller.organization(), new EnvironmentId(id), caller.userName(), Cause.fresh())
        .map(view -> Responses.accepted("/backups/" + view.id(), view));
  }

  @GET
  @RolesAllowed({"owner", "developer", "viewer"})
  @Operation(summary = "An environment's backups, newest first")
  public Uni<RestResponse<Page<BackupView>>> list(
      @PathParam("environment") UUID id,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(Page.MOST) int limit,
      @Context UriInfo uri) {
    return backups
        .ofEnvironment(caller.organization(), new EnvironmentId(id), Cursor.parse(cursor), limit)
        .map(page -> page.respond(uri));
  }
}
