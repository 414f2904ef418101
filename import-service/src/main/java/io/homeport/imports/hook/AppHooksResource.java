package io.homeport.imports.hook;

import io.homeport.api.Caller;
import io.homeport.api.Cursor;
import io.homeport.api.Page;
import io.homeport.api.Responses;
import io.homeport.contracts.AppId;
import io.homeport.contracts.source.BranchPattern;
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
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** An app's hooks over HTTP. */
@Path("/apps/{app}/hooks")
@Tag(name = "hooks")
public class AppHooksResource {

  /** What a new hook needs. */
  public record NewHook(
      @NotNull @Schema(description = "Who will send: github, gitlab, or gitea (also Forgejo).")
          Forge forge,
      @Schema(
              description =
                  "Branches that are imported beside the app's own, for previews; * stands for any characters.",
              examples = "[\"feature/*\"]")
          @Nullable List<BranchPattern> branches,
      @Schema(
              description =
                  "Whether branches of this repository are imported that pull requests are about.")
          boolean pullRequests) {

    Hooks.Beside beside() {
      return new Hooks.Beside(branches == null ? List.of() : branches, pullRequests);
    }
  }

  @Inject Hooks hooks;
  @Inject Caller caller;

  @POST
  @RolesAllowed({"owner", "developer"})
  @Operation(summary = "Add a hook: a push then starts an import. The secret is shown this once")
  public Uni<RestResponse<HookView>> add(@PathParam("app") UUID app, @NotNull NewHook wanted) {
    return hooks
        .add(
            caller.organization(),
            new AppId(app),
            wanted.forge(),
            wanted.beside(),
            caller.userName())
        .map(added -> Responses.created("/apps/%s/hooks".formatted(app), added));
  }

  @GET
  @RolesAllowed({"owner", "developer", "viewer"})
  @Operation(summary = "An app's hooks")
  public Uni<RestResponse<Page<HookView>>> list(
      @PathParam("app") UUID app,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(Page.MOST) int limit,
      @Context UriInfo uri) {
    return hooks
        .list(caller.organization(), new AppId(app), Cursor.parse(cursor), limit)
        .map(page -> page.respond(uri));
  }

  @DELETE
  @Path("/{hook}")
  @RolesAllowed({"owner", "developer"})
  @Operation(summary = "Remove a hook")
  public Uni<Void> remove(@PathParam("app") UUID app, @PathParam("hook") UUID hook) {
    return hooks.remove(caller.organization(), new AppId(app), hook);
  }
}
