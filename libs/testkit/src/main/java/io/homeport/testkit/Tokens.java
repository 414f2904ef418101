package io.homeport.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.homeport.contracts.OrganizationId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Access tokens with the claims that Keycloak's have, signed by this test run. Services that were
 * configured by {@link ServiceTestResource} take them; no Keycloak is needed.
 */
public final class Tokens {
  /** An organization and its alias in tokens. */
  public record Organization(String alias, OrganizationId id) {}

  /** The organizations of the development realm. */
  public static final Organization ACME =
      new Organization("acme", OrganizationId.of("ac3e0000-0000-4000-8000-000000000001"));

  public static final Organization GLOBEX =
      new Organization("globex", OrganizationId.of("910be000-0000-4000-8000-000000000002"));

  public static final String ISSUER = "http://127.0.0.1/realms/homeport-test";
  public static final String AUDIENCE = "homeport";

  private static final String KEY_PROPERTY = "homeport.testkit.signing-key";
  private static final Duration LIFE = Duration.ofHours(1);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Base64.Encoder BASE64_URL = Base64.getUrlEncoder().withoutPadding();

  private Tokens() {}

  public static String owner(Organization organization) {
    return of("owner-of-" + organization.alias(), List.of(organization), "owner");
  }

  public static String developer(Organization organization) {
    return of("developer-of-" + organization.alias(), List.of(organization), "developer");
  }

  public static String viewer(Organization organization) {
    return of("viewer-of-" + organization.alias(), List.of(organization), "viewer");
  }

  /** Runs the installation; in no organization. */
  public static String operator() {
    return of("operator", List.of(), "operator");
  }

  /** A user with these roles, in these organizations. */
  public static String of(String user, List<Organization> organizations, String... roles) {
    return signed(claims(user, organizations, Instant.now(), roles));
  }

  /** Would be {@link #owner}'s, but has expired. */
  public static String expired(Organization organization) {
    Instant longAgo = Instant.now().minus(LIFE.multipliedBy(2));
    return signed(claims("owner", List.of(organization), longAgo, "owner"));
  }

  /** Would be {@link #owner}'s, but is meant for somebody else. */
  public static String forAudience(String audience, Organization organization) {
    var claims = claims("owner", List.of(organization), Instant.now(), "owner");
    claims.put("aud", audience);
    return signed(claims);
  }

  /** The public key, as {@code quarkus.oidc.public-key} takes it. */
  public static String publicKey() {
    try {
      var key = (RSAPrivateCrtKey) privateKey();
      var publicKey =
          KeyFactory.getInstance("RSA")
              .generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
      return Base64.getEncoder().encodeToString(publicKey.getEncoded());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Map<String, Object> claims(
      String user, List<Organization> organizations, Instant issued, String... roles) {
    var claims = new LinkedHashMap<String, Object>();
    claims.put("iss", ISSUER);
    claims.put("aud", AUDIENCE);
    claims.put("sub", UUID.nameUUIDFromBytes(user.getBytes(StandardCharsets.UTF_8)).toString());
    claims.put("typ", "Bearer");
    claims.put("azp", "homeport-cli");
    claims.put("jti", UUID.randomUUID().toString());
    claims.put("iat", issued.getEpochSecond());
    claims.put("exp", issued.plus(LIFE).getEpochSecond());
    claims.put("preferred_username", user);
    claims.put("realm_access", Map.of("roles", List.of(roles)));
    if (!organizations.isEmpty()) {
      var byAlias = new LinkedHashMap<String, Object>();
      organizations.forEach(each -> byAlias.put(each.alias(), Map.of("id", each.id().toString())));
      claims.put("organization", byAlias);
    }
    return claims;
  }

  private static String signed(Map<String, Object> claims) {
    try {
      String content = encoded(Map.of("alg", "RS256", "typ", "JWT")) + "." + encoded(claims);
      var signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(privateKey());
      signature.update(content.getBytes(StandardCharsets.US_ASCII));
      return content + "." + BASE64_URL.encodeToString(signature.sign());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String encoded(Map<String, Object> json) {
    try {
      return BASE64_URL.encodeToString(JSON.writeValueAsBytes(json));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * A system property, because Quarkus loads this class twice: once to configure the service, once
   * in the tests.
   */
  private static PrivateKey privateKey() throws GeneralSecurityException {
    String encoded =
        (String) System.getProperties().computeIfAbsent(KEY_PROPERTY, _ -> newPrivateKey());
    return KeyFactory.getInstance("RSA")
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(encoded)));
  }

  private static String newPrivateKey() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return Base64.getEncoder()
          .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
