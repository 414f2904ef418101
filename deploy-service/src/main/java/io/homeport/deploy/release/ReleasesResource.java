package io.homeport.deploy.release;

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

/** Releases over HTTP. */
@Path("/apps/{app}/releases")
@Tag(name = "releases")
public class ReleasesResource {

  @Inject Releases releases;
  @Inject Caller caller;

  @GET
  @RolesAllowed({"owner", "developer", "viewer"})
  @Operation(summary = "An app's releases, newest first")
  public Uni<RestResponse<Page<Release>>> list(
      @PathParam("app") UUID app,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(Page.MOST) int limit,
      @Context UriInfo uri) {
    return releases
        .list(caller.organization(), new AppId(app), Cursor.parse(cursor), limit)
        .map(page -> page.respond(uri));
  }
}
