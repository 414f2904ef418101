package io.homeport.backup.restore;

import io.homeport.api.Caller;
import io.homeport.api.ProgressStream;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.RestoreId;
import io.homeport.messaging.Transactions;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Single restores over HTTP. */
@Path("/restores/{restore}")
@Tag(name = "restores")
public class RestoresResource {

  @Inject Restores restores;
  @Inject ProgressStream progress;
  @Inject Transactions transactions;
  @Inject Caller caller;

  @GET
  @RolesAllowed({"owner", "developer", "viewer"})
  @Operation(summary = "One restore")
  public Uni<RestoreView> get(@PathParam("restore") UUID id, @Context SecurityContext security) {
    boolean mayRestore = security.isUserInRole("owner") || security.isUserInRole("developer");
    return restores
        .get(caller.organization(), new RestoreId(id))
        .map(view -> mayRestore ? view : view.withoutKeys());
  }

  @GET
  @Path("/progress")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Blocking
  @RolesAllowed({"owner", "developer", "viewer"})
  @Operation(summary = "Follow a restore, as server-sent events")
  public Multi<OutboundSseEvent> progress(
      @PathParam("restore") UUID id,
      @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
      @Context Sse sse) {
    OrganizationId organization = caller.organization();
    transactions.await(() -> restores.get(organization, new RestoreId(id)));
    return progress.follow(organization, id, lastEventId, sse);
  }
}
