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
import jakarta.ws.rs.BeanParam;
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
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
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
      @NotNull
          @Schema(
              description =
                  "An https or ssh address of a Git repository; ssh needs a deploy key of the app.")
          String gitUrl,
      @Nullable @Schema(description = "A branch or tag; the default branch if absent.") String ref,
      @Nullable
          @Schema(description = "The folder of the repository to import; all of it if absent.")
          String path,
      @Nullable @Schema(description = "Whether a spec is wanted even if the source is unchanged.")
          Boolean again) {}

  /** Where an archive came from, as its sender says; all of it may be absent. */
  public static class ArchiveOrigin {
    @QueryParam("url")
    public @Nullable String url;

    @QueryParam("ref")
    public @Nullable String ref;

    @QueryParam("commit")
    public @Nullable String commit;

    @QueryParam("author")
    public @Nullable String author;

    @QueryParam("committedAt")
    public @Nullable String committedAt;

    @QueryParam("dirty")
    public @Nullable Boolean dirty;

    @QueryParam("path")
    public @Nullable String path;
  }

  /** Segments that are no dots; neither a slash nor a hyphen in front. */
  private static final Pattern PATH =
      Pattern.compile(
          "(?=.{1,500}$)(?!-)(?:(?!(?:\\.{1,2}|\\.git)(?:/|$))[^/\\p{Cntrl}\\\\]+(?:/(?!$)|$))+");

  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
  private static final Pattern REMOTE = Pattern.compile("(?:https?|ssh)://[^\\s@?#]{1,480}");
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
    requireRef(wanted.ref());
    requirePath(wanted.path());
    return imports
        .request(
            caller.organization(),
            new AppId(app),
            new Imports.Wanted(
                new Source.Git(url(wanted.gitUrl()), wanted.ref(), wanted.path()),
                Boolean.TRUE.equals(wanted.again())),
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
  public RestResponse<ImportView> archive(
      @PathParam("app") UUID app,
      @QueryParam("again") @DefaultValue("false") boolean again,
      @BeanParam ArchiveOrigin said,
      InputStream archive) {
    Origin origin = origin(said);
    OrganizationId organization = caller.organization();
    String by = caller.userName();
    AppId appId = new AppId(app);
    transactions.await(() -> imports.requireApp(organization, appId));
    Digest upload = store(archive);
    return accepted(
        transactions.await(() ->
            imports.request(
                organization,
                appId,
                new Imports.Wanted(new Source.Archive(upload, origin), again),
                by,
                Cause.fresh())));
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

  private static void requireRef(@Nullable String ref) {
    if (ref != null && !REF.matcher(ref).matches()) {
      throw Problems.invalid("ref", "must be the name of a branch or tag");
    }
  }

  private static void requirePath(@Nullable String path) {
    if (path != null && !PATH.matcher(path).matches()) {
      throw Problems.invalid("path", "must be a folder below the top, such as apps/web");
    }
  }

  private static Origin origin(ArchiveOrigin said) {
    requireRef(said.ref);
    requirePath(said.path);
    if (said.commit != null && !COMMIT.matcher(said.commit).matches()) {
      throw Problems.invalid("commit", "must be the id of a Git commit");
    }
    if (said.url != null && !REMOTE.matcher(said.url).matches()) {
      throw Problems.invalid("url", "must be an address without a user or a password");
    }
    String author = said.author;
    if (author != null
        && (author.length() > 200 || author.chars().anyMatch(Character::isISOControl))) {
      throw Problems.invalid("author", "must be a name of at most 200 characters");
    }
    return new Origin(
        said.url,
        said.ref,
        said.commit,
        author,
        committedAt(said.committedAt),
        said.dirty,
        said.path);
  }

  private static @Nullable Instant committedAt(@Nullable String text) {
    try {
      return text == null ? null : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw Problems.invalid("committedAt", "must be a time such as 2026-01-02T03:04:05Z");
    }
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
