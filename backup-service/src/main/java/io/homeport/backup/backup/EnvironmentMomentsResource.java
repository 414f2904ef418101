package io.homeport.backup.backup;

import io.homeport.api.Caller;
import io.homeport.contracts.EnvironmentId;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The moments that an environment can be restored to, over HTTP. */
@Path("/environments/{environment}/moments")
@Tag(name = "restores")
public class EnvironmentMomentsResource {

  @Inject Moments moments;
  @Inject Caller caller;

  @GET
  @RolesAllowed({"owner", "developer", "viewer"})
  @Operation(
      summary =
          "From when to when an environment's database can be restored to any moment, or why not")
  public Uni<MomentsView> get(@PathParam("environment") UUID id) {
    return moments.possible(caller.organization(), new EnvironmentId(id));
  }
}
