package io.homeport.specs.spec;

import io.homeport.api.Caller;
import io.homeport.api.Problems;
import io.homeport.contracts.Digest;
import io.homeport.contracts.SpecId;
import io.homeport.messaging.Transactions;
import io.homeport.specs.document.CanonicalJson;
import io.homeport.specs.document.Finding;
import io.homeport.specs.document.Severity;
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
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What is in a spec, over HTTP: the document, the page and the findings. */
@Path("/specs/{spec}")
@Tag(name = "specs")
public class SpecDocumentsResource {

  /**
   * The findings of a spec, the worst first.
   *
   * @param items those that were asked for
   */
  public record Findings(List<Finding> items) {}

  @Inject Specs specs;
  @Inject Documents documents;
  @Inject Transactions transactions;
  @Inject Caller caller;

  @GET
  @Produces("text/markdown;charset=UTF-8")
  @RolesAllowed({"owner", "developer", "viewer"})
  @Blocking
  @Operation(hidden = true)
  public String markdown(@PathParam("spec") UUID id) throws IOException {
    return new String(read(id, Spec.Draft::markdown), StandardCharsets.UTF_8);
  }

  @GET
  @Path("/document")
  @Produces(MediaType.APPLICATION_JSON)
  @RolesAllowed({"owner", "developer", "viewer"})
  @Blocking
  @Operation(
      summary = "The spec as canonical JSON, by the schema docs/api/spec-document.schema.json")
  @APIResponse(
      responseCode = "200",
      description = "The document",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Object.class)))
  public byte[] document(@PathParam("spec") UUID id) throws IOException {
    return read(id, Spec.Draft::document);
  }

  @GET
  @Path("/findings")
  @Produces(MediaType.APPLICATION_JSON)
  @RolesAllowed({"owner", "developer", "viewer"})
  @Blocking
  @Operation(summary = "What the review found, the worst first")
  public Findings findings(
      @PathParam("spec") UUID id,
      @QueryParam("severity") @Schema(description = "error, warn or info; all if absent.")
          @Nullable String severity)
      throws IOException {
    var wanted = severity == null ? null : severity(severity);
    var all = CanonicalJson.read(read(id, Spec.Draft::document)).findings();
    return new Findings(
        all.stream().filter(each -> wanted == null || each.severity() == wanted).toList());
  }

  private byte[] read(UUID id, Function<Spec.Draft, Digest> which) throws IOException {
    var organization = caller.organization();
    var row = transactions.await(() -> specs.get(organization, new SpecId(id)));
    return documents.read(which.apply(draft(row.spec())));
  }

  private static Spec.Draft draft(Spec spec) {
    return switch (spec) {
      case Spec.Drafted drafted -> drafted.draft();
      case Spec.Approved approved -> approved.draft();
      case Spec.Rejected rejected -> rejected.draft();
      case Spec.Drafting drafting ->
          throw Problems.conflict(
              "spec-not-drafted",
              "The spec is still being drafted.",
              "Wait until its state is drafted.");
      case Spec.Failed failed ->
          throw Problems.conflict(
              "spec-not-drafted", "The spec could not be drafted.", failed.why().remedy());
    };
  }

  private static Severity severity(String text) {
    return Arrays.stream(Severity.values())
        .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(() -> Problems.invalid("severity", "must be error, warn or info"));
  }
}
