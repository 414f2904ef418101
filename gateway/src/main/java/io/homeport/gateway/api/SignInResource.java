package io.homeport.gateway.api;

import io.homeport.gateway.GatewayConfig;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Tells programs who issues the tokens that the API takes. Open to everybody.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9728">RFC 9728</a>
 */
@ApplicationScoped
public class SignInResource {

  static final String PATH = "/.well-known/oauth-protected-resource";

  private final GatewayConfig config;
  private final Optional<String> issuer;

  SignInResource(
      GatewayConfig config,
      @ConfigProperty(name = "quarkus.oidc.auth-server-url") Optional<String> issuer) {
    this.config = config;
    this.issuer = issuer;
  }

  void routes(@Observes Router router) {
    if (issuer.isPresent() && config.gateway().roles().contains(GatewayConfig.Role.API)) {
      router.get(PATH).handler(this::describe);
    }
  }

  private void describe(RoutingContext context) {
    JsonObject description =
        new JsonObject()
            .put("resource", config.door().url().toString())
            .put("authorization_servers", new JsonArray().add(issuer.orElseThrow()))
            .put("bearer_methods_supported", new JsonArray().add("header"));
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(description.toBuffer());
  }
}
