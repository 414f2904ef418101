package io.homeport.gateway.console;

import io.homeport.contracts.Digest;
import io.homeport.gateway.GatewayConfig;
import io.homeport.gateway.http.FriendlyPage;
import io.homeport.gateway.http.Problem;
import io.homeport.gateway.http.SameOrigin;
import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.oidc.OIDCException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Serves the console, signs in and out, and says who is signed in. */
@ApplicationScoped
public class ConsoleResource {

  /** Before Quarkus's own handling of sign-in and sign-out. */
  private static final int FIRST = 1_000;

  private static final String API = "/api/";

  private final boolean offered;
  private final IdentityProviderManager identities;
  private final String policy;

  ConsoleResource(
      GatewayConfig config,
      IdentityProviderManager identities,
      @ConfigProperty(name = "quarkus.oidc.auth-server-url") Optional<URI> signIn) {
    this.offered = config.gateway().roles().contains(GatewayConfig.Role.API);
    this.identities = identities;
    this.policy = policy(signIn);
  }

  void filters(@Observes Filters filters) {
    filters.register(this::guardSignOut, FIRST);
  }

  void routes(@Observes Router router) {
    if (!offered) {
      return;
    }
    router.errorHandler(404, ConsoleResource::nothingHere);
    router.get("/").handler(resource("index.html", "text/html; charset=utf-8"));
    router.get("/console.js").handler(resource("console.js", "text/javascript; charset=utf-8"));
    router.get("/console.css").handler(resource("console.css", "text/css; charset=utf-8"));
    router.get("/favicon.svg").handler(resource("favicon.svg", "image/svg+xml"));
    router.get("/session").handler(this::session);
    router.route("/login").failureHandler(ConsoleResource::signInAway);
    router.route("/logout").failureHandler(ConsoleResource::signInAway);
    // Who comes so far has signed in: nobody else passes the policy of this path.
    router
        .get("/login")
        .handler(context -> context.response().setStatusCode(302).putHeader("Location", "/").end());
  }

  /** The API's callers are programs: they get the problem whatever they accept. */
  private static void nothingHere(RoutingContext context) {
    FriendlyPage page = FriendlyPage.unknownPath();
    if (context.normalizedPath().startsWith(API)) {
      page.problem().send(context.response());
    } else {
      page.send(context.request());
    }
  }

  /** Signing out changes something: only a form of our own page may do it. */
  private void guardSignOut(RoutingContext context) {
    var request = context.request();
    if (!"/logout".equals(context.normalizedPath())) {
      context.next();
    } else if (request.method() != HttpMethod.POST) {
      Problem.methodNotAllowed().send(context.response());
    } else if (!SameOrigin.isOwnPage(request.headers(), request.getHeader(HttpHeaders.HOST))) {
      SameOrigin.CROSS_SITE.send(context.response());
    } else {
      context.next();
    }
  }

  private static void signInAway(RoutingContext context) {
    if (context.failure() instanceof OIDCException) {
      Problem.unavailable().send(context.response());
    } else {
      context.next();
    }
  }

  private void session(RoutingContext context) {
    context.remove(QuarkusHttpUser.AUTH_FAILURE_HANDLER);
    QuarkusHttpUser.getSecurityIdentity(context, identities)
        .map(ConsoleResource::describe)
        .onFailure()
        .recoverWithItem(new JsonObject().put("signedIn", false))
        .subscribe()
        .with(
            session ->
                context
                    .response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .end(session.toBuffer()),
            context::fail);
  }

  private static JsonObject describe(SecurityIdentity identity) {
    AccessTokenCredential token =
        identity == null || identity.isAnonymous()
            ? null
            : identity.getCredential(AccessTokenCredential.class);
    return token == null
        ? new JsonObject().put("signedIn", false)
        : SignedIn.of(token.getToken()).json();
  }

  private Handler<RoutingContext> resource(String name, String type) {
    byte[] content = read(name);
    String etag = '"' + Digest.of(content).hex() + '"';
    Buffer body = Buffer.buffer(content);
    return context -> {
      var response = context.response();
      response
          .putHeader(HttpHeaders.CONTENT_TYPE, type)
          .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
          .putHeader(HttpHeaders.ETAG, etag)
          .putHeader("Content-Security-Policy", policy)
          .putHeader("X-Content-Type-Options", "nosniff")
          .putHeader("Referrer-Policy", "same-origin")
          .putHeader("Cross-Origin-Opener-Policy", "same-origin");
      if (etag.equals(context.request().getHeader(HttpHeaders.IF_NONE_MATCH))) {
        response.setStatusCode(304).end();
      } else {
        response.end(body);
      }
    };
  }

  private static byte[] read(String name) {
    try (InputStream content = ConsoleResource.class.getResourceAsStream("/console/" + name)) {
      if (content == null) {
        throw new IllegalStateException("the console lacks " + name);
      }
      return content.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Signing out posts a form that ends at the identity provider, so that it must be allowed. */
  private static String policy(Optional<URI> signIn) {
    String provider =
        signIn.map(uri -> " " + uri.getScheme() + "://" + uri.getAuthority()).orElse("");
    return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src"
        + " 'self'; form-action 'self'"
        + provider
        + "; base-uri 'none'; frame-ancestors 'none'";
  }
}
