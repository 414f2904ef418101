package io.homeport.imports.importing;

import io.homeport.api.Caller;
import io.homeport.api.ProgressStream;
import io.homeport.contracts.ImportId;
import io.homeport.contracts.OrganizationId;
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
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Single imports over HTTP. */
@Path("/imports/{import}")
@Tag(name = "imports")
public class ImportsResource {

  @Inject Imports imports;
  @Inject ProgressStream progress;
  @Inject Transactions transactions;
  @Inject Caller caller;

  @GET
  @RolesAllowed({"owner", "developer", "viewer"})
  @Operation(summary = "One import")
  public Uni<ImportView> get(@PathParam("import") UUID id) {
    return imports.get(caller.organization(), new ImportId(id));
  }

  @GET
  @Path("/progress")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @RolesAllowed({"owner", "developer", "viewer"})
  @Blocking
  @Operation(summary = "Follow an import, as server-sent events")
  public Multi<OutboundSseEvent> progress(
      @PathParam("import") UUID id,
      @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
      @Context Sse sse) {
    OrganizationId organization = caller.organization();
    transactions.await(() -> imports.get(organization, new ImportId(id)));
    return progress.follow(organization, id, lastEventId, sse);
  }
}
