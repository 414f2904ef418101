package io.homeport.gateway.console;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What an access token says of its owner, for showing it. The token was checked before.
 *
 * @param organizations their aliases
 */
record SignedIn(String name, String email, JsonArray organizations, JsonArray roles) {

  /**
   * @param token a JWT
   */
  static SignedIn of(String token) {
    JsonObject claims = claims(token);
    JsonObject access = claims.getJsonObject("realm_access", new JsonObject());
    return new SignedIn(
        claims.getString("name", claims.getString("preferred_username", "")),
        claims.getString("email", ""),
        organizations(claims.getValue("organization")),
        access.getJsonArray("roles", new JsonArray()));
  }

  JsonObject json() {
    return new JsonObject()
        .put("signedIn", true)
        .put("name", name)
        .put("email", email)
        .put("organizations", organizations)
        .put("roles", roles);
  }

  private static JsonArray organizations(Object claim) {
    JsonArray aliases = new JsonArray();
    if (claim instanceof JsonObject byAlias) {
      byAlias.fieldNames().forEach(aliases::add);
    } else if (claim instanceof JsonArray list) {
      list.forEach(aliases::add);
    }
    return aliases;
  }

  private static JsonObject claims(String token) {
    String[] parts = token.split("\\.", -1);
    try {
      return parts.length == 3
          ? new JsonObject(
              new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8))
          : new JsonObject();
    } catch (IllegalArgumentException | DecodeException e) {
      return new JsonObject();
    }
  }
}
