package io.homeport.deploy.release;

import io.homeport.api.Caller;
import io.homeport.contracts.ReleaseId;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** One release over HTTP. */
@Path("/releases/{release}")
@Tag(name = "releases")
@Blocking
public class ReleaseResource {

  @Inject ReleaseContents contents;
  @Inject Caller caller;

  @GET
  @RolesAllowed({"owner", "developer", "viewer"})
  @Operation(summary = "What a release is made of; it never changes")
  public ReleaseContent get(@PathParam("release") UUID id) {
    return contents.of(caller.organization(), new ReleaseId(id));
  }

  @GET
  @Path("changes")
  @RolesAllowed({"owner", "developer", "viewer"})
  @Operation(summary = "What changed since another release of the app, or since the one before it")
  public ReleaseChanges changes(
      @PathParam("release") UUID id, @QueryParam("since") @Nullable UUID since) {
    return contents.changes(
        caller.organization(), new ReleaseId(id), since == null ? null : new ReleaseId(since));
  }
}
