package io.homeport.specs.spec;

import io.homeport.api.Caller;
import io.homeport.api.Problems;
import io.homeport.contracts.SpecId;
import io.homeport.messaging.Transactions;
import io.homeport.specs.document.Finding;
import io.homeport.specs.document.PlanProgress;
import io.homeport.specs.document.Remark;
import io.homeport.specs.document.Reviewed;
import io.homeport.specs.document.Severity;
import io.homeport.specs.document.SpecDocument;
import io.homeport.specs.format.SpecFormat;
import io.homeport.specs.packages.PackageList;
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
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** What is in a spec, over HTTP: the document, the page and the findings. */
@Path("/specs/{spec}")
@Tag(name = "specs")
public class SpecDocumentsResource {

  /**
   * The findings of a spec, the worst first.
   *
   * @param items those that were asked for
   * @param accepted which of them people accepted, and why
   */
  public record Findings(List<Finding> items, List<Remark> accepted) {}

  @Inject Specs specs;
  @Inject Documents documents;
  @Inject Remarks remarks;
  @Inject PlanTicks ticks;
  @Inject Transactions transactions;
  @Inject Caller caller;

  @GET
  @Produces("text/markdown;charset=UTF-8")
  @RolesAllowed({"owner", "developer", "viewer"})
  @Blocking
  @Operation(hidden = true)
  public String markdown(@PathParam("spec") UUID id) throws IOException {
    return new String(SpecFormat.MD.render(shown(id)), StandardCharsets.UTF_8);
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
    return documents.bytes(draft(id));
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
    var shown = shown(id);
    var items =
        shown.document().findings().stream()
            .filter(each -> wanted == null || each.severity() == wanted)
            .toList();
    return new Findings(
        items, items.stream().map(shown::acceptance).flatMap(Optional::stream).toList());
  }

  @GET
  @Path("/formats/{format}")
  @RolesAllowed({"owner", "developer", "viewer"})
  @Blocking
  @Operation(
      summary = "The spec in another form, with what people said about it",
      description =
          "md: a page with diagrams in Mermaid. html: one page that loads nothing. json: the document with"
              + " reviews, acceptances, answers and comments laid over it. dbml: the tables for diagram editors."
              + " tbls: the tables for tbls. sarif: the findings as SARIF 2.1.0, accepted ones suppressed."
              + " score: what it needs to run, as a Score file."
              + " cyclonedx: the packages it is made of, as CycloneDX 1.6.")
  @APIResponse(
      responseCode = "200",
      description = "The spec; the same document and remarks give the same bytes",
      content = {
        @Content(mediaType = "text/html"),
        @Content(mediaType = "text/markdown"),
        @Content(mediaType = "application/json"),
        @Content(mediaType = "text/plain"),
        @Content(mediaType = "application/sarif+json"),
        @Content(mediaType = "application/yaml"),
        @Content(mediaType = "application/vnd.cyclonedx+json")
      })
  public RestResponse<byte[]> format(
      @PathParam("spec") UUID id,
      @PathParam("format")
          @Schema(
              enumeration = {"md", "html", "json", "dbml", "tbls", "sarif", "score", "cyclonedx"})
          String name)
      throws IOException {
    var shown = shown(id);
    var format =
        SpecFormat.of(name)
            .orElseThrow(() ->
                Problems.invalid(
                    "format", "must be one of " + Arrays.toString(SpecFormat.values())));
    var packages = format == SpecFormat.CYCLONEDX ? packages(shown.document()) : PackageList.none();
    return RestResponse.ResponseBuilder.ok(format.render(shown, packages))
        .type(format.mediaType())
        // The page is made of strangers' names: as a document of its own it has no origin.
        .header("Content-Security-Policy", "sandbox allow-scripts")
        .header("X-Content-Type-Options", "nosniff")
        .build();
  }

  private PackageList packages(SpecDocument document) throws IOException {
    var list = document.dependencies().list();
    if (list == null) {
      throw Problems.conflict(
          "no-package-list",
          "This version was written before packages were listed.",
          "Import the source again for a new version.");
    }
    return documents.packages(list);
  }

  private Reviewed shown(UUID id) throws IOException {
    var organization = caller.organization();
    var spec = transactions.await(() -> specs.get(organization, new SpecId(id))).spec();
    var said = transactions.await(() -> remarks.of(organization, spec.origin().app()));
    var ticked = transactions.await(() -> ticks.of(organization, spec.origin().app()));
    var document = documents.read(Specs.draft(spec));
    return new Reviewed(document, said, PlanProgress.of(document.plan(), ticked));
  }

  private Spec.Draft draft(UUID id) {
    var organization = caller.organization();
    return Specs.draft(transactions.await(() -> specs.get(organization, new SpecId(id))).spec());
  }

  private static Severity severity(String text) {
    return Arrays.stream(Severity.values())
        .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(() -> Problems.invalid("severity", "must be error, warn or info"));
  }
}
