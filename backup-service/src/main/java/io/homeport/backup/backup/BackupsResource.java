package io.homeport.backup.backup;

import io.homeport.api.Caller;
import io.homeport.api.ProgressStream;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.OrganizationId;
import io.homeport.messaging.Transactions;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Single backups over HTTP. */
@Path("/backups/{backup}")
@Tag(name = "backups")
public class BackupsResource {

  private static final String MARKDOWN = "text/markdown";

  @Inject BackupRequests backups;
  @Inject ProgressStream progress;
  @Inject Transactions transactions;
  @Inject Caller caller;

  @GET
  @RolesAllowed({"owner", "developer", "viewer"})
  @Operation(summary = "One backup")
  public Uni<BackupView> get(@PathParam("backup") UUID id) {
    return backups.get(caller.organization(), new BackupId(id));
  }

  @PUT
  @Path("/hold")
  @RolesAllowed("owner")
  @Operation(summary = "Keep a backup until it is let go, whatever its policy says")
  public Uni<BackupView> hold(@PathParam("backup") UUID id, @NotNull @Valid Hold hold) {
    return backups.hold(
        caller.organization(), new BackupId(id), hold.reason().strip(), caller.userName());
  }

  @DELETE
  @Path("/hold")
  @RolesAllowed("owner")
  @Operation(summary = "Let a backup go: its policy decides again")
  public Uni<BackupView> letGo(@PathParam("backup") UUID id) {
    return backups.letGo(caller.organization(), new BackupId(id));
  }

  /**
   * Why a backup must stay.
   *
   * @param reason for those who ask later
   */
  public record Hold(@NotBlank @Size(max = 500) String reason) {}

  @GET
  @Path("/progress")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Blocking
  @RolesAllowed({"owner", "developer", "viewer"})
  @Operation(summary = "Follow a backup until it is verified or failed, as server-sent events")
  public Multi<OutboundSseEvent> progress(
      @PathParam("backup") UUID id,
      @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
      @Context Sse sse) {
    OrganizationId organization = caller.organization();
    transactions.await(() -> backups.get(organization, new BackupId(id)));
    return progress.follow(organization, id, lastEventId, sse);
  }

  @GET
  @Path("/report")
  @Produces({MediaType.APPLICATION_JSON, MARKDOWN})
  @RolesAllowed({"owner", "developer", "viewer"})
  @Operation(summary = "What the drill compared and found; as Markdown for Accept: text/markdown")
  @APIResponse(
      responseCode = "200",
      description = "The report",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = ReportView.class)),
        @Content(mediaType = MARKDOWN, schema = @Schema(implementation = String.class))
      })
  public Uni<RestResponse<Object>> report(
      @PathParam("backup") UUID id, @Context HttpHeaders headers) {
    boolean markdown =
        headers.getAcceptableMediaTypes().stream()
            .anyMatch(type -> type.getSubtype().equals("markdown"));
    return backups
        .report(caller.organization(), new BackupId(id))
        .map(report ->
            markdown
                ? RestResponse.ResponseBuilder.<Object>ok(report.markdown(), MARKDOWN).build()
                : RestResponse.ResponseBuilder.<Object>ok(report, MediaType.APPLICATION_JSON)
                    .build());
  }
}
