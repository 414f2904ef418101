package io.homeport.cli.signin;

import com.fasterxml.jackson.databind.JsonNode;
import io.homeport.cli.client.Json;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a person signed in with got. Never prints the tokens.
 *
 * @param issuer who issued them
 * @param expiresAt when the access token does
 */
public record Tokens(
    URI issuer, String accessToken, @Nullable String refreshToken, Instant expiresAt) {
  private static final Duration TOO_CLOSE_TO_THE_END = Duration.ofSeconds(30);

  boolean isFresh(Instant now) {
    return now.plus(TOO_CLOSE_TO_THE_END).isBefore(expiresAt);
  }

  /** The name the person signed in with. */
  public String userName() {
    return claims().path("preferred_username").asText();
  }

  /** The aliases of the organizations the person is in. */
  public List<String> organizations() {
    List<String> aliases = new ArrayList<>();
    claims().path("organization").fieldNames().forEachRemaining(aliases::add);
    return aliases;
  }

  /** The roles that mean something to Homeport. */
  public List<String> roles() {
    List<String> roles = new ArrayList<>();
    claims().path("realm_access").path("roles").forEach(each -> roles.add(each.asText()));
    roles.retainAll(List.of("owner", "developer", "viewer", "operator"));
    return roles;
  }

  private JsonNode claims() {
    try {
      String[] parts = accessToken.split("\\.", -1);
      return parts.length < 2
          ? Json.MAPPER.createObjectNode()
          : Json.MAPPER.readTree(Base64.getUrlDecoder().decode(parts[1]));
    } catch (IOException | IllegalArgumentException notAToken) {
      return Json.MAPPER.createObjectNode();
    }
  }

  @Override
  public String toString() {
    return "Tokens of " + userName() + " until " + expiresAt;
  }
}
