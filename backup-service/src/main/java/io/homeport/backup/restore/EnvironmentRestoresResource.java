package io.homeport.backup.restore;

import io.homeport.api.Caller;
import io.homeport.api.Cursor;
import io.homeport.api.Page;
import io.homeport.contracts.EnvironmentId;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Who got what of an environment's backups, over HTTP. */
@Path("/environments/{environment}/restores")
@Tag(name = "restores")
public class EnvironmentRestoresResource {

  @Inject Restores restores;
  @Inject Caller caller;

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
