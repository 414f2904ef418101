package io.homeport.backup.policy;

import io.homeport.api.Caller;
import io.homeport.contracts.EnvironmentId;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** An environment's backup policy over HTTP. */
@Path("/environments/{environment}/backup-policy")
@Tag(name = "backup policies")
public class PolicyResource {

  @Inject Policies policies;
  @Inject Caller caller;

  @GET
  @RolesAllowed({"owner", "developer", "viewer"})
  @Operation(summary = "When an environment is backed up and for how long backups are kept")
  public Uni<RestResponse<PolicyView>> get(@PathParam("environment") UUID id) {
    return policies.get(caller.organization(), new EnvironmentId(id)).map(PolicyResource::withEtag);
  }

  @PUT
  @RolesAllowed({"owner", "developer"})
  @Operation(summary = "Change the policy; If-Match guards against overwriting another's change")
  public Uni<RestResponse<PolicyView>> put(
      @PathParam("environment") UUID id,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @NotNull @Valid PolicyView wanted) {
    return policies
        .put(caller.organization(), new EnvironmentId(id), wanted, ifMatch)
        .map(PolicyResource::withEtag);
  }

  private static RestResponse<PolicyView> withEtag(Policies.Versioned found) {
    return RestResponse.ResponseBuilder.ok(found.policy())
        .header("ETag", found.etag().text())
        .build();
  }
}
