package io.homeport.deploy.deployment;

import io.homeport.api.Caller;
import io.homeport.api.Cursor;
import io.homeport.api.Page;
import io.homeport.api.ProgressStream;
import io.homeport.contracts.DeploymentId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.ReleaseId;
import io.homeport.contracts.SpecId;
import io.homeport.deploy.Store;
import io.homeport.deploy.deployment.Deployments.Consent;
import io.homeport.deploy.deployment.Deployments.Request;
import io.homeport.messaging.Cause;
import io.homeport.messaging.Transactions;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
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
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Deployments and rollbacks over HTTP. */
@Path("/")
@Tag(name = "deployments")
public class DeploymentsResource {

  /** What is to be deployed. */
  public record NewDeployment(
      @Nullable @Schema(description = "The approved spec; the newest approved one if absent.")
          UUID specId,
      @Schema(
              description =
                  "Whether its migrations may run without a backup of the database before them.")
          boolean withoutRestorePoint,
      @Schema(
              description =
                  "Whether its migrations may drop tables and columns that have rows, in production;"
                      + " they are refused if absent.")
          boolean acceptDataLoss) {

    private Consent consent() {
      return new Consent(withoutRestorePoint, acceptDataLoss);
    }
  }

  /** What is to be brought back. */
  public record NewRollback(
      @Nullable @Schema(description = "A release that served before; the last one if absent.")
          UUID releaseId,
      @Schema(
              description =
                  "Whether it is brought back although migrations took away what it may need.")
          boolean anyway) {}

  @Inject Deployments deployments;
  @Inject Rollbacks rollbacks;
  @Inject Withdrawals withdrawals;
  @Inject ReleasesWorker releases;
  @Inject Store store;
  @Inject Transactions transactions;
  @Inject ProgressStream progress;
  @Inject Caller caller;

  @POST
  @Path("environments/{environment}/deployments")
  @RolesAllowed({"owner", "developer"})
  @Operation(summary = "Put the release of an approved spec into an environment")
  @APIResponse(responseCode = "202", description = "Accepted; follow Location")
  public Uni<RestResponse<DeploymentView>> deploy(
      @PathParam("environment") UUID environment, @Nullable NewDeployment wanted) {
    UUID spec = wanted == null ? null : wanted.specId();
    return deployments
        .request(
            request(environment),
            spec == null ? null : new SpecId(spec),
            wanted == null ? new Consent(false, false) : wanted.consent())
        .map(DeploymentsResource::accepted);
  }

  @POST
  @Path("environments/{environment}/rollbacks")
  @Blocking
  @RolesAllowed({"owner", "developer"})
  @Operation(summary = "Bring back a release that served before")
  @APIResponse(
      responseCode = "202",
      description = "Accepted; where the release still ran, requests already go to it")
  public RestResponse<DeploymentView> rollBack(
      @PathParam("environment") UUID environment, @Nullable NewRollback wanted) {
    UUID release = wanted == null ? null : wanted.releaseId();
    return accepted(
        rollbacks.rollBack(
            request(environment),
            release == null ? null : new ReleaseId(release),
            wanted != null && wanted.anyway()));
  }

  @GET
  @Path("environments/{environment}/deployments")
  @RolesAllowed({"owner", "developer", "viewer"})
  @Operation(summary = "An environment's deployments, newest first")
  public Uni<RestResponse<Page<DeploymentView>>> list(
      @PathParam("environment") UUID environment,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(Page.MOST) int limit,
      @Context UriInfo uri) {
    return deployments
        .list(caller.organization(), new EnvironmentId(environment), Cursor.parse(cursor), limit)
        .map(page -> page.respond(uri));
  }

  @GET
  @Path("deployments/{deployment}")
  @RolesAllowed({"owner", "developer", "viewer"})
  @Operation(summary = "One deployment")
  public Uni<DeploymentView> get(@PathParam("deployment") UUID id) {
    return deployments.get(caller.organization(), new DeploymentId(id));
  }

  @POST
  @Path("deployments/{deployment}/cancellation")
  @RolesAllowed({"owner", "developer"})
  @Operation(
      summary = "Call off a deployment that waits or is being built; what serves goes on serving")
  public Uni<DeploymentView> cancel(@PathParam("deployment") UUID id) {
    return withdrawals.cancel(
        caller.organization(), new DeploymentId(id), caller.userName(), Cause.fresh());
  }

  @GET
  @Path("deployments/{deployment}/progress")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @RolesAllowed({"owner", "developer", "viewer"})
  @Blocking
  @Operation(summary = "Follow a deployment, as server-sent events")
  public Multi<OutboundSseEvent> progress(
      @PathParam("deployment") UUID id,
      @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
      @Context Sse sse) {
    OrganizationId organization = caller.organization();
    transactions.await(() -> deployments.get(organization, new DeploymentId(id)));
    return progress.follow(organization, id, lastEventId, sse);
  }

  @GET
  @Path("deployments/{deployment}/log")
  @Produces(MediaType.TEXT_PLAIN)
  @Blocking
  @RolesAllowed({"owner", "developer", "viewer"})
  @Operation(summary = "The log of a deployment's build; as far as it is written while it runs")
  public String log(@PathParam("deployment") UUID id) throws IOException {
    OrganizationId organization = caller.organization();
    String stored = transactions.await(() -> deployments.log(organization, new DeploymentId(id)));
    return stored == null
        ? String.join("\n", releases.partOfLog(id))
        : new String(store.read(Digest.parse(stored)), StandardCharsets.UTF_8);
  }

  private Request request(UUID environment) {
    return new Request(
        caller.organization(), new EnvironmentId(environment), caller.userName(), Cause.fresh());
  }

  private static RestResponse<DeploymentView> accepted(DeploymentView view) {
    return RestResponse.ResponseBuilder.<DeploymentView>create(RestResponse.Status.ACCEPTED)
        .location(URI.create("/api/v1/deployments/" + view.id()))
        .entity(view)
        .build();
  }
}
