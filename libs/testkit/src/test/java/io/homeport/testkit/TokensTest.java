package io.homeport.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class TokensTest {

  @Test
  void a_token_has_the_claims_of_keycloaks() throws Exception {
    JsonNode claims = claims(Tokens.viewer(Tokens.GLOBEX));

    assertThat(claims.at("/aud").asText()).isEqualTo("homeport");
    assertThat(claims.at("/organization/globex/id").asText())
        .isEqualTo(Tokens.GLOBEX.id().toString());
    assertThat(claims.at("/realm_access/roles/0").asText()).isEqualTo("viewer");
    assertThat(claims.at("/exp").asLong()).isGreaterThan(Instant.now().getEpochSecond());
  }

  @Test
  void an_operator_is_in_no_organization() throws Exception {
    assertThat(claims(Tokens.operator()).has("organization")).isFalse();
  }

  @Test
  void the_public_key_verifies_the_signature() throws Exception {
    String token = Tokens.owner(Tokens.ACME);
    int dot = token.lastIndexOf('.');

    var signature = Signature.getInstance("SHA256withRSA");
    signature.initVerify(
        KeyFactory.getInstance("RSA")
            .generatePublic(
                new X509EncodedKeySpec(Base64.getDecoder().decode(Tokens.publicKey()))));
    signature.update(token.substring(0, dot).getBytes(StandardCharsets.US_ASCII));

    assertThat(signature.verify(Base64.getUrlDecoder().decode(token.substring(dot + 1)))).isTrue();
  }

  private static JsonNode claims(String token) throws Exception {
    return new ObjectMapper().readTree(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
  }
}
