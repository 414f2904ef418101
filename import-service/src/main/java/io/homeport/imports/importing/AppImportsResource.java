package io.homeport.imports.importing;

import io.homeport.api.Caller;
import io.homeport.api.Cursor;
import io.homeport.api.Page;
import io.homeport.api.Problems;
import io.homeport.api.Responses;
import io.homeport.contracts.AppId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.OrganizationId;
import io.homeport.imports.ImportsConfig;
import io.homeport.imports.git.GitUrl;
import io.homeport.imports.snapshot.Snapshots;
import io.homeport.messaging.Cause;
import io.homeport.messaging.Transactions;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** An app's imports over HTTP. */
@Path("/apps/{app}/imports")
@Tag(name = "imports")
public class AppImportsResource {

  /** A Git repository to import. */
  public record GitImport(
      @NotNull @Schema(description = "An https address of a Git repository.") String gitUrl,
      @Nullable @Schema(description = "A branch or tag; the default branch if absent.")
          String ref) {}

  private static final Pattern REF = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,199}");

  @Inject Imports imports;
  @Inject Snapshots snapshots;
  @Inject Transactions transactions;
  @Inject Caller caller;
  @Inject ImportsConfig config;

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed({"owner", "developer"})
  @Operation(summary = "Import a Git repository into an app")
  @APIResponse(responseCode = "202", description = "Accepted; follow Location")
  public Uni<RestResponse<ImportView>> git(@PathParam("app") UUID app, @NotNull GitImport wanted) {
    if (wanted.ref() != null && !REF.matcher(wanted.ref()).matches()) {
      throw Problems.invalid("ref", "must be the name of a branch or tag");
    }
    return imports
        .request(
            caller.organization(),
            new AppId(app),
            new Source.Git(url(wanted.gitUrl()), wanted.ref()),
            caller.userName(),
            Cause.fresh())
        .map(AppImportsResource::accepted);
  }

  @POST
  @Consumes({
    "application/zip",
    "application/x-tar",
    "application/gzip",
    "application/zstd",
    MediaType.APPLICATION_OCTET_STREAM
  })
  @RolesAllowed({"owner", "developer"})
  @Blocking
  @Operation(summary = "Import an archive (zip, tar, tar.gz, tar.zst) into an app")
  @RequestBody(
      content =
          @Content(
              schema =
                  @Schema(
                      type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING,
                      format = "binary")))
  @APIResponse(responseCode = "202", description = "Accepted; follow Location")
  public RestResponse<ImportView> archive(@PathParam("app") UUID app, InputStream archive) {
    OrganizationId organization = caller.organization();
    String by = caller.userName();
    AppId appId = new AppId(app);
    transactions.await(() -> imports.requireApp(organization, appId));
    Digest upload = store(archive);
    return accepted(
        transactions.await(() ->
            imports.request(organization, appId, new Source.Archive(upload), by, Cause.fresh())));
  }

  @GET
  @RolesAllowed({"owner", "developer", "viewer"})
  @Operation(summary = "An app's imports, newest first")
  public Uni<RestResponse<Page<ImportView>>> list(
      @PathParam("app") UUID app,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(Page.MOST) int limit,
      @Context UriInfo uri) {
    return imports
        .list(caller.organization(), new AppId(app), Cursor.parse(cursor), limit)
        .map(page -> page.respond(uri));
  }

  private GitUrl url(String text) {
    try {
      return GitUrl.parse(text, config.imports().allowPrivateAddresses());
    } catch (GitUrl.Refused e) {
      throw Problems.invalid("gitUrl", e.why());
    }
  }

  private Digest store(InputStream archive) {
    try {
      return snapshots.keepUpload(archive);
    } catch (IOException e) {
      throw Problems.unprocessable(
          "upload-broke-off", "The upload did not arrive whole.", "Send it again.");
    }
  }

  private static RestResponse<ImportView> accepted(ImportView view) {
    return Responses.accepted("/imports/" + view.id(), view);
  }
}
