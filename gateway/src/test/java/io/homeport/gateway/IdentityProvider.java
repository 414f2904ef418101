package io.homeport.gateway;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.homeport.testkit.Tokens;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;

/**
 * An identity provider with one user, who is always signed in there: discovery, keys, tokens and
 * the end of a session.
 */
final class IdentityProvider implements AutoCloseable {

  private final HttpServer server;

  IdentityProvider() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    server.createContext("/.well-known/openid-configuration", to -> json(to, discovery()));
    server.createContext("/keys", to -> json(to, keys()));
    server.createContext("/token", to -> json(to, tokens()));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private Map<String, Object> discovery() {
    return Map.of(
        "issuer", Tokens.ISSUER,
        "authorization_endpoint", url() + "/authorize",
        "token_endpoint", url() + "/token",
        "jwks_uri", url() + "/keys",
        "end_session_endpoint", url() + "/end",
        "id_token_signing_alg_values_supported", List.of("RS256"));
  }

  private static Map<String, Object> tokens() {
    return Map.of(
        "access_token",
        Tokens.owner(Tokens.ACME),
        "id_token",
        Tokens.forAudience("homeport-console", Tokens.ACME),
        "refresh_token",
        "refresh",
        "token_type",
        "Bearer",
        "expires_in",
        3_600);
  }

  private static Map<String, Object> keys() {
    try {
      byte[] encoded = Base64.getDecoder().decode(Tokens.publicKey());
      RSAPublicKey key =
          (RSAPublicKey)
              KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(encoded));
      Map<String, String> jwk =
          Map.of(
              "kty", "RSA",
              "use", "sig",
              "alg", "RS256",
              "n", base64(key.getModulus()),
              "e", base64(key.getPublicExponent()));
      return Map.of("keys", List.of(jwk));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String base64(BigInteger number) {
    byte[] bytes = number.toByteArray();
    int sign = bytes[0] == 0 ? 1 : 0;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOfRange(bytes, sign, bytes.length));
  }

  private static void json(HttpExchange to, Map<String, Object> content) throws IOException {
    byte[] body = new ObjectMapper().writeValueAsBytes(content);
    to.getRequestBody().readAllBytes();
    to.getResponseHeaders().set("Content-Type", "application/json");
    to.sendResponseHeaders(200, body.length);
    to.getResponseBody().write(body);
    to.close();
  }
}
