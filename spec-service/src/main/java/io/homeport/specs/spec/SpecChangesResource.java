package io.homeport.specs.spec;

import io.homeport.api.Caller;
import io.homeport.api.Problems;
import io.homeport.contracts.SpecId;
import io.homeport.messaging.Transactions;
import io.homeport.specs.change.ChangeView;
import io.homeport.specs.change.Changes;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What changed between two versions of an app's spec, over HTTP. */
@Path("/specs/{spec}/changes")
@Tag(name = "specs")
public class SpecChangesResource {

  /** One of the two versions. */
  public record Version(SpecId id, int version) {}

  /**
   * What changed, the most important first.
   *
   * @param since the version that was compared with
   */
  public record SpecChanges(Version spec, Version since, List<ChangeView> items) {}

  @Inject Specs specs;
  @Inject Documents documents;
  @Inject Transactions transactions;
  @Inject Caller caller;

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @RolesAllowed({"owner", "developer", "viewer"})
  @Blocking
  @Operation(
      summary = "What changed since another version of the app's spec, the most important first")
  @APIResponse(responseCode = "200", description = "The changes, each also as a sentence")
  @APIResponse(
      responseCode = "409",
      description =
          "nothing-to-compare: no other version is approved; spec-not-drafted: one of the two is not drafted")
  public SpecChanges changes(
      @PathParam("spec") UUID id,
      @QueryParam("since")
          @Schema(description = "The other spec; the newest approved one before if absent.")
          @Nullable UUID since)
      throws IOException {
    var organization = caller.organization();
    var spec = transactions.await(() -> specs.get(organization, new SpecId(id))).spec();
    var other =
        since == null
            ? before(spec)
            : transactions.await(() -> specs.get(organization, new SpecId(since))).spec();
    if (!other.origin().app().equals(spec.origin().app())) {
      throw Problems.invalid("since", "is a spec of another app");
    }
    var now = documents.read(Specs.draft(spec));
    var then = documents.read(Specs.draft(other));
    return new SpecChanges(
        version(spec),
        version(other),
        Changes.between(then, now).stream().map(ChangeView::of).toList());
  }

  private Spec before(Spec spec) {
    var organization = caller.organization();
    var approved = transactions.await(() -> specs.approvedBefore(organization, spec.origin()));
    if (approved == null) {
      throw Problems.conflict(
          "nothing-to-compare",
          "No version before version %d is approved.".formatted(spec.origin().version()),
          "Name the other version by since.");
    }
    return approved.spec();
  }

  private static Version version(Spec spec) {
    return new Version(spec.origin().id(), spec.origin().version());
  }
}
