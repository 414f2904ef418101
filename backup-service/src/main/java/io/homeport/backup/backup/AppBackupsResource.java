package io.homeport.backup.backup;

import io.homeport.api.Caller;
import io.homeport.api.Cursor;
import io.homeport.api.Page;
import io.homeport.contracts.AppId;
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

/** The backups of all environments of an app over HTTP. */
@Path("/apps/{app}/backups")
@Tag(name = "backups")
public class AppBackupsResource {

  @Inject BackupRequests backups;
  @Inject Caller caller;

  @GET
  @RolesAllowed({"owner", "developer", "viewer"})
  @Operation(summary = "The backups of all environments of an app, newest first")
  public Uni<RestResponse<Page<BackupView>>> list(
      @PathParam("app") UUID id,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(Page.MOST) int limit,
      @Context UriInfo uri) {
    return backups
        .ofApp(caller.organization(), new AppId(id), Cursor.parse(cursor), limit)
        .map(page -> page.respond(uri));
  }
}
