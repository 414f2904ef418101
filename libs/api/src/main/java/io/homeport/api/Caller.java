package io.homeport.api;

import io.homeport.contracts.OrganizationId;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * Who is asking, for which organization; read from the verified token.
 *
 * <p>Keycloak puts the organizations into the claim {@code organization}, as {@code {"<alias>":
 * {"id": "<uuid>"}}}. Who is in several says which by the header {@value #ORGANIZATION_HEADER}.
 */
@RequestScoped
public class Caller {

  static final String ORGANIZATION_HEADER = "Homeport-Organization";

  @Inject SecurityIdentity identity;
  @Inject JsonWebToken token;
  @Inject jakarta.inject.Provider<HttpHeaders> headers;

  /**
   * The organization the request is for.
   *
   * @throws ProblemException 403 if the caller is in none, or not in the one asked for; 400 if the
   *     caller is in several and names none
   */
  public OrganizationId organization() {
    Map<String, OrganizationId> mine = organizations(token.getClaim("organization"));
    String wanted = headers.get().getHeaderString(ORGANIZATION_HEADER);
    if (mine.isEmpty()) {
      throw Problems.forbidden(
          "You are in no organization.",
          "Ask your operator to add you to one, then sign in again.");
    }
    if (wanted != null) {
      OrganizationId chosen = mine.get(wanted);
      if (chosen == null) {
        throw Problems.forbidden(
            "You are not in the organization " + wanted + ".", "Leave out " + ORGANIZATION_HEADER);
      }
      return chosen;
    }
    if (mine.size() > 1) {
      throw Problems.invalid(
          ORGANIZATION_HEADER, "must name one of " + String.join(", ", mine.keySet()));
    }
    return mine.values().iterator().next();
  }

  /** False of most who only run the installation. */
  public boolean isInAnOrganization() {
    return !organizations(token.getClaim("organization")).isEmpty();
  }

  /** The name the caller signed in with. */
  public String userName() {
    String preferred = token.getClaim("preferred_username");
    return preferred == null ? identity.getPrincipal().getName() : preferred;
  }

  static Map<String, OrganizationId> organizations(@Nullable Object claim) {
    Map<String, OrganizationId> found = new LinkedHashMap<>();
    if (claim instanceof JsonObject byAlias) {
      byAlias.forEach((alias, value) -> add(found, alias, value));
    }
    return found;
  }

  private static void add(Map<String, OrganizationId> found, String alias, JsonValue value) {
    if (value instanceof JsonObject organization
        && organization.get("id") instanceof JsonString id) {
      found.put(alias, new OrganizationId(UUID.fromString(id.getString())));
    }
  }
}
