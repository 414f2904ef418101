package io.homeport.imports.credential;

import io.homeport.api.Caller;
import io.homeport.api.Cursor;
import io.homeport.api.Page;
import io.homeport.api.Problems;
import io.homeport.api.Responses;
import io.homeport.imports.git.GitUrl;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The SSH servers that an organization has accepted, over HTTP. */
@Path("/known-hosts")
@Tag(name = "imports")
public class KnownHostsResource {

  /** A host key to accept. */
  public record NewKnownHost(
      @NotNull @Schema(description = "The name of the server, such as git.example.org.")
          String host,
      @Nullable @Schema(description = "Its port for ssh; 22 if absent.") Integer port,
      @NotNull @Schema(description = "Of its host key, as in SHA256:<43 characters>.")
          String fingerprint) {}

  /** SHA-256 in Base64 without padding. */
  private static final Pattern FINGERPRINT = Pattern.compile("SHA256:[A-Za-z0-9+/]{43}");

  @Inject KnownHosts hosts;
  @Inject Caller caller;

  @POST
  @RolesAllowed({"owner", "developer"})
  @Operation(summary = "Accept the host key of an SSH server")
  public Uni<RestResponse<KnownHosts.View>> accept(@NotNull NewKnownHost host) {
    if (!GitUrl.isHost(host.host())) {
      throw Problems.invalid("host", "must be the name of a host, such as git.example.org");
    }
    if (!FINGERPRINT.matcher(host.fingerprint()).matches()) {
      throw Problems.invalid(
          "fingerprint", "must be SHA256: and 43 characters, as ssh-keygen -l shows it");
    }
    int port = host.port() == null ? GitUrl.Transport.SSH.port() : host.port();
    if (port < 1 || port > GitUrl.MOST_PORT) {
      throw Problems.invalid("port", "must be between 1 and " + GitUrl.MOST_PORT);
    }
    return hosts
        .accept(
            caller.organization(),
            new KnownHosts.Accepted(host.host(), port, host.fingerprint()),
            caller.userName())
        .map(accepted -> Responses.created("/known-hosts/" + accepted.id(), accepted));
  }

  @GET
  @RolesAllowed({"owner", "developer", "viewer"})
  @Operation(
      summary =
          "The host keys that the organization has accepted; GitHub, GitLab, Codeberg and Bitbucket are known without")
  public Uni<RestResponse<Page<KnownHosts.View>>> list(
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(Page.MOST) int limit,
      @Context UriInfo uri) {
    return hosts
        .list(caller.organization(), Cursor.parse(cursor), limit)
        .map(page -> page.respond(uri));
  }

  @DELETE
  @Path("/{knownHost}")
  @RolesAllowed({"owner", "developer"})
  @Operation(summary = "No longer accept a host key")
  public Uni<Void> remove(@PathParam("knownHost") UUID id) {
    return hosts.remove(caller.organization(), id);
  }
}
