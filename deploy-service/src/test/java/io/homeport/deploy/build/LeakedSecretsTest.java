package io.homeport.deploy.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeakedSecretsTest {
  @TempDir Path dist;

  static Stream<Arguments> secrets() {
    return Stream.of(
        Arguments.of("a Supabase secret key", "sb_" + "secret_" + letters(24)),
        Arguments.of("a Supabase service key", jwt("service_role")),
        Arguments.of("a live Stripe secret key", "sk_" + "live_" + letters(24)),
        Arguments.of("a private key", "-----BEGIN RSA " + "PRIVATE KEY-----\\n" + letters(48)),
        Arguments.of("an OpenAI key", "sk-" + "proj-" + letters(48)),
        Arguments.of("an Anthropic key", "sk-" + "ant-api03-" + letters(48)),
        Arguments.of("a key of an AI provider", "sk-" + letters(20) + "7" + letters(27)),
        Arguments.of("a GitHub token", "gh" + "p_" + letters(36)),
        Arguments.of("a SendGrid key", "SG" + "." + letters(22) + "." + letters(43)),
        Arguments.of(
            "the address of a database with its password",
            "postgres" + "ql://shop:" + letters(12) + "@db.example.org:5432/shop"));
  }

  @ParameterizedTest
  @MethodSource("secrets")
  void a_secret_is_refused_by_its_kind_and_file_and_not_repeated(String kind, String secret)
      throws Exception {
    // Given
    Files.writeString(dist.resolve("index-a1.js"), "const a=\"" + secret + "\";");

    // When
    BuildFailed failed = catchThrowableOfType(BuildFailed.class, () -> LeakedSecrets.refuse(dist));

    // Then
    assertThat(failed.failure().what()).contains(kind + " in index-a1.js");
    assertThat(failed.failure().toString()).doesNotContain(secret);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sb_publishable_aaaaaaaaaaaaaaaaaaaaaaaa",
        "class=\"sk-button-with-a-long-name-and-no-digit-in-it-anywhere\"",
        "task-000000000000000000000000000000000000000",
        "postgresql://user:password@localhost:5432/db",
        "pk_live_aaaaaaaaaaaaaaaaaaaaaaaa",
        "-----BEGIN PRIVATE KEY-----"
      })
  void what_is_public_or_no_secret_passes(String text) throws Exception {
    // Given
    Files.writeString(dist.resolve("a.js"), "const a='" + text + "';");

    // Then
    assertThat(LeakedSecrets.find(dist)).isEmpty();
  }

  @Test
  void a_key_for_visitors_passes() throws Exception {
    // Given
    Files.writeString(dist.resolve("a.js"), jwt("anon"));

    // Then
    assertThat(LeakedSecrets.find(dist)).isEmpty();
  }

  private static String letters(int count) {
    return "aBcDeFgHiJ".repeat(count / 10 + 1).substring(0, count);
  }

  private static String jwt(String role) {
    String claims =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(("{\"iss\":\"supabase\",\"role\":\"" + role + "\"}").getBytes());
    return "eyJhbGciOiJIUzI1NiJ9." + claims + ".c2lnbmF0dXJlLXNpZ25hdHVyZQ";
  }
}
