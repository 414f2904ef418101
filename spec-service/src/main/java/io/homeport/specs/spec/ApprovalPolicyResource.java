package io.homeport.specs.spec;

import io.homeport.api.Caller;
import io.homeport.contracts.AppId;
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
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** An app's approval policy over HTTP. */
@Path("/apps/{app}/specs/approval-policy")
@Tag(name = "specs")
public class ApprovalPolicyResource {

  /** What an owner sets. */
  public record ApprovalPolicy(
      @NotNull
          @Schema(
              description =
                  "Whether a new version is approved without a person when nothing changed in permissions,"
                      + " data or secrets since the approved one and no error is new.")
          Boolean approveUnchanged) {}

  @Inject ApprovalPolicies policies;
  @Inject Caller caller;

  @GET
  @RolesAllowed({"owner", "developer", "viewer"})
  @Operation(summary = "Which specs of an app are approved without a person; off unless set")
  public Uni<RestResponse<ApprovalPolicyView>> get(@PathParam("app") UUID app) {
    return policies
        .get(caller.organization(), new AppId(app))
        .map(ApprovalPolicyResource::withEtag);
  }

  @PUT
  @RolesAllowed("owner")
  @Operation(summary = "Set the policy; only an owner may")
  public Uni<RestResponse<ApprovalPolicyView>> put(
      @PathParam("app") UUID app,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @NotNull @Valid ApprovalPolicy wanted) {
    return policies
        .put(
            caller.organization(),
            new AppId(app),
            wanted.approveUnchanged(),
            new Specs.Decider(caller.userName(), ifMatch))
        .map(ApprovalPolicyResource::withEtag);
  }

  private static RestResponse<ApprovalPolicyView> withEtag(ApprovalPolicies.Versioned found) {
    return RestResponse.ResponseBuilder.ok(found.policy())
        .header("ETag", found.etag().text())
        .build();
  }
}
