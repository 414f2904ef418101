package io.homeport.imports.credential;

import io.homeport.api.Caller;
import io.homeport.api.Problems;
import io.homeport.contracts.AppId;
import io.homeport.imports.git.GitToken;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The token with which an app's private repository is read, over HTTP. */
@Path("/apps/{app}/git-token")
@Tag(name = "imports")
public class GitTokenResource {

  /** A token to keep. */
  public record NewToken(
      @NotNull @Schema(description = "The host it is for, such as github.com.") String host,
      @Nullable @Schema(description = "The user; most hosts take any. git if absent.") String user,
      @NotNull @Schema(description = "An access token that may read the repository.")
          String token) {

    @Override
    public String toString() {
      return "a token for " + host;
    }
  }

  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.-]{1,253}");
  private static final Pattern USER = Pattern.compile("[\\x21-\\x39\\x3b-\\x7e]{1,200}");
  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{1,2000}");

  @Inject GitTokens tokens;
  @Inject Caller caller;

  @PUT
  @RolesAllowed({"owner", "developer"})
  @Operation(summary = "Keep the token for an app's private repository; it is never shown")
  public Uni<GitTokens.View> put(@PathParam("app") UUID app, @NotNull NewToken token) {
    if (!HOST.matcher(token.host()).matches()) {
      throw Problems.invalid("host", "must be the name of a host, such as github.com");
    }
    String user = token.user() == null ? "git" : token.user();
    if (!USER.matcher(user).matches()) {
      throw Problems.invalid("user", "must have no spaces and no colon");
    }
    if (!TOKEN.matcher(token.token()).matches()) {
      throw Problems.invalid("token", "must be printable characters without spaces");
    }
    return tokens.put(
        caller.organization(),
        new AppId(app),
        new GitToken(token.host(), user, token.token()),
        caller.userName());
  }

  @GET
  @RolesAllowed({"owner", "developer", "viewer"})
  @Operation(summary = "Whether there is a token, and for which host")
  public Uni<GitTokens.View> get(@PathParam("app") UUID app) {
    return tokens.get(caller.organization(), new AppId(app));
  }

  @DELETE
  @RolesAllowed({"owner", "developer"})
  @Operation(summary = "Forget the token")
  public Uni<Void> remove(@PathParam("app") UUID app) {
    return tokens.remove(caller.organization(), new AppId(app));
  }
}
