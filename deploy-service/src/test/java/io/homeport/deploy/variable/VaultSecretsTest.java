package io.homeport.deploy.variable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.homeport.api.ProblemException;
import io.homeport.contracts.OrganizationId;
import io.homeport.deploy.deployment.FakeDoor;
import io.homeport.messaging.work.FailedWork;
import io.homeport.testkit.ServiceTestResource;
import io.homeport.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Secrets that are kept in Vault, against a server that answers as Vault's KV version 2 does. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceTestResource.class,
    initArgs = @ResourceArg(name = "database", value = "deploy"))
@QuarkusTestResource(FakeDoor.class)
@QuarkusTestResource(value = VaultSecretsTest.Kv2.class, restrictToAnnotatedClass = true)
class VaultSecretsTest {

  private static final OrganizationId ACME = Tokens.ACME.id();

  @Inject VaultSecrets vault;

  @Test
  void a_secret_gets_the_value_that_vault_has_below_the_path_of_its_organization() {
    assertThat(
            vault.resolved(
                ACME,
                variables("PAY_KEY", new Variable("vault:payments/card#key", true))
                    .with(Map.of("TITLE", new Variable("vault:payments/card#key", false)))))
        .containsEntry("PAY_KEY", "sk-4711")
        .containsEntry("TITLE", "vault:payments/card#key");
  }

  @Test
  void what_vault_does_not_have_or_keeps_shut_is_said_and_no_value_is() {
    assertThatThrownBy(() -> resolve("vault:payments/none#key"))
        .isInstanceOf(FailedWork.class)
        .hasMessageContaining("Vault has nothing at homeport/" + ACME + "/payments/none");
    assertThatThrownBy(() -> resolve("vault:payments/card#other"))
        .hasMessageContaining("has no key other")
        .hasMessageNotContaining("sk-4711");
    assertThatThrownBy(() -> resolve("vault:shut#key"))
        .hasMessageContaining("does not let Homeport read");
    assertThatThrownBy(() -> resolve("vault:broken#key")).hasMessageContaining("status 503");
    assertThatThrownBy(() -> resolve("vault:silent#key"))
        .isInstanceOf(FailedWork.class)
        .hasMessageContaining("did not answer")
        .hasMessageContaining("unsealed");
  }

  @Test
  void nobody_leaves_what_is_their_own() {
    var name = new VariableName("PAY_KEY");
    for (String value :
        new String[] {
          "vault:../other#key", "vault:/root#key", "vault:a//b#key", "vault:a", "vault:a#"
        }) {
      assertThatThrownBy(() -> vault.check(name, new Variable(value, true)))
          .as(value)
          .isInstanceOf(ProblemException.class);
      assertThatThrownBy(() -> resolve(value)).as(value).isInstanceOf(FailedWork.class);
    }
    vault.check(name, new Variable("vault:payments/card#key", true));
    vault.check(name, new Variable("vault:../other#key", false));
  }

  private void resolve(String value) {
    vault.resolved(ACME, variables("PAY_KEY", new Variable(value, true)));
  }

  private static VariableSet variables(String name, Variable variable) {
    return new VariableSet(new TreeMap<>(Map.of(name, variable)));
  }

  /** Answers over HTTP as Vault does. */
  public static final class Kv2 implements QuarkusTestResourceLifecycleManager {
    private static final String TOKEN = "token-of-homeport";
    private static final String BASE = "/v1/secret/data/homeport/" + ACME + "/";

    private HttpServer server;

    @Override
    public Map<String, String> start() {
      try {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      server.createContext("/", Kv2::answer);
      server.start();
      return Map.of(
          "quarkus.vault.url",
          "http://127.0.0.1:" + server.getAddress().getPort(),
          "quarkus.vault.authentication.client-token",
          TOKEN);
    }

    private static void answer(HttpExchange exchange) throws IOException {
      String path = exchange.getRequestURI().getPath();
      if (path.equals(BASE + "silent")) {
        exchange.close();
      } else if (!TOKEN.equals(exchange.getRequestHeaders().getFirst("X-Vault-Token"))) {
        send(exchange, 403, "{\"errors\":[\"permission denied\"]}");
      } else if (path.equals("/v1/auth/token/lookup-self")) {
        send(exchange, 200, "{\"data\":{\"ttl\":0,\"renewable\":false}}");
      } else if (path.equals(BASE + "payments/card")) {
        send(
            exchange,
            200,
            "{\"data\":{\"data\":{\"key\":\"sk-4711\"},\"metadata\":{\"version\":1}}}");
      } else if (path.equals(BASE + "shut")) {
        send(exchange, 403, "{\"errors\":[\"permission denied\"]}");
      } else if (path.equals(BASE + "broken")) {
        send(exchange, 503, "{\"errors\":[\"Vault is sealed\"]}");
      } else {
        send(exchange, 404, "{\"errors\":[]}");
      }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    }

    @Override
    public void stop() {
      if (server != null) {
        server.stop(0);
      }
    }
  }
}
