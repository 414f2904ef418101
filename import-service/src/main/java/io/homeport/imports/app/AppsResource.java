package io.homeport.imports.app;

import io.homeport.api.Caller;
import io.homeport.api.Cursor;
import io.homeport.api.Page;
import io.homeport.api.Problems;
import io.homeport.api.Responses;
import io.homeport.contracts.AppId;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
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
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Apps over HTTP. */
@Path("/apps")
@Tag(name = "apps")
public class AppsResource {

  /** What a new app needs. */
  public record NewApp(@NotNull @Schema(description = AppName.FORM) String name) {}

  @Inject Apps apps;
  @Inject Caller caller;

  @POST
  @RolesAllowed({"owner", "developer"})
  @Operation(summary = "Add an app")
  public Uni<RestResponse<App>> add(@NotNull NewApp app) {
    AppName name =
        AppName.parse(app.name()).orElseThrow(() -> Problems.invalid("name", AppName.FORM));
    return apps.add(caller.organization(), name, caller.userName())
        .map(added -> Responses.created("/apps/" + added.id(), added));
  }

  @GET
  @RolesAllowed({"owner", "developer", "viewer"})
  @Operation(summary = "The organization's apps, newest first")
  public Uni<RestResponse<Page<App>>> list(
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(Page.MOST) int limit,
      @Context UriInfo uri) {
    return apps.list(caller.organization(), Cursor.parse(cursor), limit)
        .map(page -> page.respond(uri));
  }

  @GET
  @Path("/{app}")
  @RolesAllowed({"owner", "developer", "viewer"})
  @Operation(summary = "One app")
  public Uni<App> get(@PathParam("app") UUID app) {
    return apps.get(caller.organization(), new AppId(app));
  }

  @DELETE
  @Path("/{app}")
  @RolesAllowed({"owner", "developer"})
  @Operation(summary = "Remove an app of which no import was completed")
  public Uni<Void> remove(@PathParam("app") UUID app) {
    return apps.remove(caller.organization(), new AppId(app));
  }
}
