package io.homeport.imports.credential;

import io.homeport.api.Caller;
import io.homeport.contracts.AppId;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The key with which an app's private repository is read over ssh, over HTTP. */
@Path("/apps/{app}/deploy-key")
@Tag(name = "imports")
public class DeployKeyResource {

  @Inject DeployKeys keys;
  @Inject Caller caller;

  @PUT
  @RolesAllowed({"owner", "developer"})
  @Blocking
  @Operation(
      summary =
          "Have a deploy key for an app's private repository; the private half is never shown")
  public DeployKeys.View put(@PathParam("app") UUID app) {
    return keys.make(caller.organization(), new AppId(app), caller.userName());
  }

  @GET
  @RolesAllowed({"owner", "developer", "viewer"})
  @Operation(summary = "The public key, to be added to the repository")
  public Uni<DeployKeys.View> get(@PathParam("app") UUID app) {
    return keys.get(caller.organization(), new AppId(app));
  }

  @DELETE
  @RolesAllowed({"owner", "developer"})
  @Operation(summary = "Forget the deploy key; a new one is another key")
  public Uni<Void> remove(@PathParam("app") UUID app) {
    return keys.remove(caller.organization(), new AppId(app));
  }
}
