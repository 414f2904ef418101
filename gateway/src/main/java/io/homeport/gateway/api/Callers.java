package io.homeport.gateway.api;

import io.homeport.gateway.http.Problem;
import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.oidc.OIDCException;
import io.quarkus.security.AuthenticationException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out who calls: by bearer token, or by the console's session, whose token is then used. */
@ApplicationScoped
public class Callers {

  private static final Logger LOG = LoggerFactory.getLogger(Callers.class);

  private static final Problem UNAUTHORIZED =
      new Problem(
          401,
          "unauthorized",
          "Unauthorized",
          "The request has no valid access token.",
          "Sign in again and send the token as Authorization: Bearer.");

  private static final Problem SIGN_IN_AWAY =
      new Problem(
          503,
          "sign-in-unavailable",
          "Service unavailable",
          "Who calls cannot be checked at the moment.",
          "Try again in a moment.");

  private final IdentityProviderManager identities;

  Callers(IdentityProviderManager identities) {
    this.identities = identities;
  }

  /** Never fails: whoever cannot be believed is {@link Caller.Refused}. */
  Uni<Caller> of(RoutingContext context) {
    // What a failure is answered with, we decide; Quarkus would already have sent a challenge.
    context.remove(QuarkusHttpUser.AUTH_FAILURE_HANDLER);
    boolean bySession = !context.request().headers().contains(HttpHeaders.AUTHORIZATION);
    return QuarkusHttpUser.getSecurityIdentity(context, identities)
        .map(identity -> known(identity, bySession))
        .onFailure()
        .recoverWithItem(Callers::refused);
  }

  private static Caller known(SecurityIdentity identity, boolean bySession) {
    AccessTokenCredential token =
        identity == null || identity.isAnonymous()
            ? null
            : identity.getCredential(AccessTokenCredential.class);
    return token == null
        ? new Caller.Refused(UNAUTHORIZED)
        : new Caller.Known("Bearer " + token.getToken(), bySession);
  }

  private static Caller refused(Throwable why) {
    if (why instanceof AuthenticationException && !(why.getCause() instanceof OIDCException)) {
      return new Caller.Refused(UNAUTHORIZED);
    }
    LOG.warn("Callers cannot be authenticated: {}", why.toString());
    return new Caller.Refused(SIGN_IN_AWAY);
  }
}
