package io.homeport.deploy.environment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secrets of one environment. Only the anon key may ever leave Homeport: it is in the published
 * files.
 *
 * @param databasePassword of the owner role of its database
 * @param jwtSecret signs the tokens of its users (HS256)
 * @param anonKey a JWT with the role anon
 * @param serviceKey a JWT with the role service_role; only functions get it
 */
public record EnvironmentKeys(
    String databasePassword, String jwtSecret, String anonKey, String serviceKey) {
  private static final int SECRET_BYTES = 36;
  private static final Duration KEY_LIFE = Duration.ofDays(3650);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Fresh random secrets. */
  public static EnvironmentKeys generate(Instant now) {
    var random = new SecureRandom();
    String jwtSecret = text(random);
    return new EnvironmentKeys(
        text(random), jwtSecret, key("anon", jwtSecret, now), key("service_role", jwtSecret, now));
  }

  byte[] json() {
    try {
      return JSON.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of strings is always writable", e);
    }
  }

  static EnvironmentKeys read(byte[] json) {
    try {
      return JSON.readValue(json, EnvironmentKeys.class);
    } catch (IOException e) {
      throw new IllegalStateException("the environment's keys are not in their form", e);
    }
  }

  /** As they go into the environment's record, which is sealed. */
  public JsonNode recorded() {
    return JSON.valueToTree(this);
  }

  /** From an environment's record. */
  public static EnvironmentKeys recorded(JsonNode recorded) {
    return read(recorded.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String text(SecureRandom random) {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String key(String role, String secret, Instant now) {
    var claims = new LinkedHashMap<String, Object>();
    claims.put("iss", "supabase");
    claims.put("role", role);
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", now.plus(KEY_LIFE).getEpochSecond());
    return sign(claims, secret);
  }

  /** A token that this environment's runtime takes for its own (HS256). */
  public String token(Map<String, Object> claims) {
    return sign(claims, jwtSecret);
  }

  private static String sign(Map<String, Object> claims, String secret) {
    try {
      var base64 = Base64.getUrlEncoder().withoutPadding();
      String head =
          base64.encodeToString(
              "{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.US_ASCII));
      String body = base64.encodeToString(JSON.writeValueAsBytes(claims));
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] signature = mac.doFinal((head + "." + body).getBytes(StandardCharsets.US_ASCII));
      return head + "." + body + "." + base64.encodeToString(signature);
    } catch (GeneralSecurityException | JsonProcessingException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
    }
  }

  @Override
  public String toString() {
    return "EnvironmentKeys[***]";
  }
}
