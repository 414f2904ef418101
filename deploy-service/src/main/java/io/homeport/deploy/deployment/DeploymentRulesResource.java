package io.homeport.deploy.deployment;

import io.homeport.api.Caller;
import io.homeport.contracts.AppId;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** What is deployed by itself, over HTTP. */
@Path("/apps/{app}/deployment-rules")
@Tag(name = "deployments")
public class DeploymentRulesResource {

  /** The rules of an app; the first that takes a branch counts. */
  public record Rules(@NotNull List<DeploymentRule> rules) {}

  @Inject DeploymentRules rules;
  @Inject Caller caller;

  @GET
  @RolesAllowed({"owner", "developer", "viewer"})
  @Operation(summary = "Which branches' approved versions are deployed by themselves, and where")
  public Uni<RestResponse<Rules>> get(@PathParam("app") UUID app) {
    return rules.get(caller.organization(), new AppId(app)).map(DeploymentRulesResource::answer);
  }

  @PUT
  @RolesAllowed({"owner", "developer"})
  @Operation(
      summary = "Set which branches' approved versions are deployed by themselves, and where")
  public Uni<RestResponse<Rules>> put(
      @PathParam("app") UUID app,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @NotNull Rules wanted) {
    return rules
        .put(
            caller.organization(),
            new AppId(app),
            wanted.rules() == null ? List.of() : wanted.rules(),
            ifMatch)
        .map(DeploymentRulesResource::answer);
  }

  private static RestResponse<Rules> answer(DeploymentRules.Tagged found) {
    return RestResponse.ResponseBuilder.ok(new Rules(found.rules()))
        .header("ETag", found.tag().text())
        .build();
  }
}
