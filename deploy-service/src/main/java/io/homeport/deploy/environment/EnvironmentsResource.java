package io.homeport.deploy.environment;

import io.homeport.api.Caller;
import io.homeport.api.Cursor;
import io.homeport.api.Page;
import io.homeport.api.Problems;
import io.homeport.api.ProgressStream;
import io.homeport.contracts.AppId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.OrganizationId;
import io.homeport.messaging.Cause;
import io.homeport.messaging.Transactions;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.net.URI;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Environments over HTTP. */
@Path("/")
@Tag(name = "environments")
public class EnvironmentsResource {

  /** What a new environment needs. */
  public record NewEnvironment(
      @NotNull @Schema(description = DnsLabel.ACCEPTED, examples = "production") String name) {}

  /** How an environment's app is to be run. */
  public record EnvironmentChanges(
      @Nullable
          @Min(0)
          @Max(10_080)
          @Schema(
              description =
                  "After how many minutes without a request the backend is stopped, until the next request; 0 for never.",
              examples = "30")
          Integer sleepAfterMinutes,
      @Nullable
          @Min(0)
          @Max(1 << 30)
          @Schema(
              description =
                  "The largest body of a request to the backend, in bytes; 0 for the installation's usual.",
              examples = "104857600")
          Long maxBodyBytes) {}

  @Inject Environments environments;
  @Inject ProgressStream progress;
  @Inject Transactions transactions;
  @Inject Caller caller;

  @POST
  @Path("apps/{app}/environments")
  @RolesAllowed({"owner", "developer"})
  @Operation(summary = "Add an environment to an app; its database is made in the background")
  @APIResponse(responseCode = "202", description = "Accepted; follow Location")
  public Uni<RestResponse<EnvironmentView>> add(
      @PathParam("app") UUID app, @NotNull NewEnvironment wanted) {
    if (!DnsLabel.isValid(wanted.name())) {
      throw Problems.invalid("name", DnsLabel.ACCEPTED);
    }
    return environments
        .add(
            caller.organization(),
            new AppId(app),
            new DnsLabel(wanted.name()),
            caller.userName(),
            Cause.fresh())
        .map(added ->
            RestResponse.ResponseBuilder.<EnvironmentView>create(RestResponse.Status.ACCEPTED)
                .location(URI.create("/api/v1/environments/" + added.view().id()))
                .header("ETag", added.tag().text())
                .entity(added.view())
                .build());
  }

  @GET
  @Path("apps/{app}/environments")
  @RolesAllowed({"owner", "developer", "viewer"})
  @Operation(summary = "An app's environments, newest first")
  public Uni<RestResponse<Page<EnvironmentView>>> list(
      @PathParam("app") UUID app,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(Page.MOST) int limit,
      @Context UriInfo uri) {
    return environments
        .list(caller.organization(), new AppId(app), Cursor.parse(cursor), limit)
        .map(page -> page.respond(uri));
  }

  @GET
  @Path("environments/{environment}")
  @RolesAllowed({"owner", "developer", "viewer"})
  @Operation(summary = "One environment")
  public Uni<RestResponse<EnvironmentView>> get(@PathParam("environment") UUID id) {
    return environments
        .get(caller.organization(), new EnvironmentId(id))
        .map(found ->
            RestResponse.ResponseBuilder.ok(found.view())
                .header("ETag", found.tag().text())
                .build());
  }

  @PATCH
  @Path("environments/{environment}")
  @RolesAllowed({"owner", "developer"})
  @Operation(summary = "Change how an environment's app is run")
  @APIResponse(responseCode = "200", description = "The environment as it is now")
  public Uni<RestResponse<EnvironmentView>> change(
      @PathParam("environment") UUID id,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @NotNull @Valid EnvironmentChanges changes) {
    return environments
        .change(
            caller.organization(),
            new EnvironmentId(id),
            new Environments.Changes(changes.sleepAfterMinutes(), changes.maxBodyBytes()),
            ifMatch,
            Cause.fresh())
        .map(changed ->
            RestResponse.ResponseBuilder.ok(changed.view())
                .header("ETag", changed.tag().text())
                .build());
  }

  @DELETE
  @Path("environments/{environment}")
  @RolesAllowed({"owner", "developer"})
  @Operation(summary = "Remove an environment with its database and stored files")
  @APIResponse(responseCode = "202", description = "Accepted; the environment goes away")
  public Uni<RestResponse<EnvironmentView>> remove(
      @PathParam("environment") UUID id, @HeaderParam("If-Match") @Nullable String ifMatch) {
    return environments
        .remove(caller.organization(), new EnvironmentId(id), ifMatch, Cause.fresh())
        .map(view ->
            RestResponse.ResponseBuilder.<EnvironmentView>create(RestResponse.Status.ACCEPTED)
                .entity(view)
                .build());
  }

  @GET
  @Path("environments/{environment}/progress")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @RolesAllowed({"owner", "developer", "viewer"})
  @Blocking
  @Operation(summary = "Follow the making or removing of an environment, as server-sent events")
  public Multi<OutboundSseEvent> progress(
      @PathParam("environment") UUID id,
      @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
      @Context Sse sse) {
    OrganizationId organization = caller.organization();
    transactions.await(() -> environments.get(organization, new EnvironmentId(id)));
    return progress.follow(organization, id, lastEventId, sse);
  }
}
