package io.homeport.specs.spec;

import io.homeport.api.Caller;
import io.homeport.api.Etag;
import io.homeport.api.ProgressStream;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.SpecId;
import io.homeport.messaging.Transactions;
import io.homeport.specs.spec.Specs.Decider;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Single specs over HTTP: their state, and the decision on them. */
@Path("/specs/{spec}")
@Tag(name = "specs")
public class SpecsResource {

  /** Why a spec is rejected. */
  public record Rejection(
      @NotBlank @Size(max = 2000) @Schema(description = "Why; at most 2,000 characters.")
          String reason) {}

  @Inject Specs specs;
  @Inject Transactions transactions;
  @Inject ProgressStream progress;
  @Inject Caller caller;

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @RolesAllowed({"owner", "developer", "viewer"})
  @Operation(summary = "One spec; Accept: text/markdown gives it as a page")
  public Uni<RestResponse<SpecView>> get(@PathParam("spec") UUID id) {
    return specs.get(caller.organization(), new SpecId(id)).map(row -> respond(row, null));
  }

  @POST
  @Path("/approval")
  @Produces(MediaType.APPLICATION_JSON)
  @RolesAllowed({"owner", "developer"})
  @Operation(summary = "Approve a drafted spec: it may then be deployed")
  @APIResponse(
      responseCode = "200",
      description = "Approved; notice says if a newer version is approved too")
  @APIResponse(
      responseCode = "409",
      description = "spec-not-drafted: it is not waiting for a decision")
  public Uni<RestResponse<SpecView>> approve(
      @PathParam("spec") UUID id, @HeaderParam("If-Match") @Nullable String ifMatch) {
    OrganizationId organization = caller.organization();
    return specs
        .approve(organization, new SpecId(id), new Decider(caller.userName(), ifMatch))
        .chain(row -> specs.notice(organization, row).map(notice -> respond(row, notice)));
  }

  @POST
  @Path("/rejection")
  @Produces(MediaType.APPLICATION_JSON)
  @RolesAllowed({"owner", "developer"})
  @Operation(summary = "Reject a drafted spec")
  @APIResponse(responseCode = "200", description = "Rejected")
  @APIResponse(
      responseCode = "409",
      description = "spec-not-drafted: it is not waiting for a decision")
  public Uni<RestResponse<SpecView>> reject(
      @PathParam("spec") UUID id,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @NotNull @Valid Rejection rejection) {
    return specs
        .reject(
            caller.organization(),
            new SpecId(id),
            new Decider(caller.userName(), ifMatch),
            rejection.reason())
        .map(row -> respond(row, null));
  }

  @GET
  @Path("/progress")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @RolesAllowed({"owner", "developer", "viewer"})
  @Blocking
  @Operation(summary = "Follow the drafting, as server-sent events")
  public Multi<OutboundSseEvent> progress(
      @PathParam("spec") UUID id,
      @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
      @Context Sse sse) {
    OrganizationId organization = caller.organization();
    transactions.await(() -> specs.get(organization, new SpecId(id)));
    return progress.follow(organization, id, lastEventId, sse);
  }

  private static RestResponse<SpecView> respond(SpecRow row, @Nullable String notice) {
    return RestResponse.ResponseBuilder.ok(SpecView.of(row, notice))
        .header("ETag", new Etag(row.revision).text())
        .build();
  }
}
