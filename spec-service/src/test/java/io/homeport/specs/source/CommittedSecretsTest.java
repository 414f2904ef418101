package io.homeport.specs.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.specs.source.CommittedSecrets.Found;
import io.homeport.specs.source.CommittedSecrets.Weight;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What looks like a secret is put together here: the repository holds nothing that does. */
class CommittedSecretsTest {

  /** In the templates: h hexadecimal, n alphanumeric, U capital or digit, d digit, a letter. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "AKIA~U16 | AWS access key",
        "AWS_SECRET_ACCESS_KEY=~n40 | AWS secret key",
        "secretAccessKey: '~n40' | AWS secret key",
        "AccountKey=~n86== | Azure storage key",
        "SharedAccessKey=~n43= | Azure shared access key",
        "npm_~n36 | npm token",
        "ghp_~n36 | GitHub token",
        "github_pat_~n22_~n59 | GitHub fine-grained token",
        "glpat-~n20 | GitLab token",
        "xoxb-~d12-~d12-~n24 | Slack token",
        "https://hooks.slack.com/services/T~U10/B~U10/~n24 | Slack webhook",
        "SG.~n22.~n43 | SendGrid key",
        "shpat_~h32 | Shopify token",
        "sk-proj-~n48 | OpenAI key",
        "sk-svcacct-~n48 | OpenAI key",
        "sk-~n48 | AI provider key",
        "sk-ant-api03-~n90 | Anthropic key",
        "lin_api_~n40 | Linear key",
        "ops_eyJ~n200 | 1Password service account token",
        "postgres://app:~n16@db.kiln.test/app | PostgreSQL address with password",
        "redis://:~n16@cache.kiln.test:6379 | Redis address with password",
        "https://ada:~n16@git.kiln.test/x.git | address with password",
        "-----BEGIN PRIVATE KEY-----\\n~n64 | private key",
        "-----BEGIN EC PRIVATE KEY-----\\n~n64 | private key",
        "-----BEGIN PGP PRIVATE KEY BLOCK-----\\n\\n~n64 | private key",
        "hvs.~n95 | HashiCorp Vault token",
        "~n14.atlasv1.~n67 | Terraform token",
        "ntn_~n46 | Notion token",
        "figd_~n40 | Figma token",
        "dckr_pat_~n27 | Docker token",
        "glsa_~n32_~h8 | Grafana token",
        "hf_~a34 | Hugging Face token",
        "gsk_~n52 | Groq key",
        "~d10:AA~n33 | Telegram bot token",
        "SK~h32 | Twilio key",
        "TWILIO_AUTH_TOKEN=~h32 | Twilio token",
        "key-~h32 | Mailgun key",
        "~h32-us12 | Mailchimp key",
        "sk_live_~n24 | Stripe live secret key",
        "whsec_~n32 | webhook signing secret",
        "access_token$production$~h16$~h32 | PayPal access token",
        "sq0atp-~n22 | Square token",
        "CLOUDFLARE_API_TOKEN=~n40 | Cloudflare token",
        "VERCEL_TOKEN=~n24 | Vercel token",
        "nfp_~n40 | Netlify token",
        "sbp_~h40 | Supabase access token",
        "sb_secret_~n30 | Supabase secret key",
        "SUPABASE_JWT_SECRET=~n40 | Supabase JWT secret",
        "GOCSPX-~n28 | Google OAuth client secret",
        "re_~n8_~n24 | Resend key"
      })
  void each_issuers_form_is_known(String template, String kind) {
    String text = "const value = \"" + made(template.strip()) + "\";";

    var found = CommittedSecrets.in("src/app.ts", "\n" + text);

    assertThat(found).extracting(Found::kind).containsExactly(kind.strip());
    assertThat(found.getFirst().place().line()).isEqualTo(2);
    assertThat(found.getFirst().weight()).isEqualTo(Weight.LIVE);
  }

  @Test
  void the_key_of_a_service_account_is_found_in_its_json() {
    String json =
        "{\"type\": \"service_account\", \"private_key\": \""
            + made("-----BEGIN PRIVATE KEY-----\\n~n64")
            + "\\n\"}";

    assertThat(CommittedSecrets.in("google.json", json))
        .extracting(Found::kind)
        .containsExactly("private key");
  }

  @Test
  void keys_for_trials_and_for_browsers_weigh_less() {
    assertThat(CommittedSecrets.in("a.ts", made("sk_test_~n24")).getFirst().weight())
        .isEqualTo(Weight.TEST);
    assertThat(CommittedSecrets.in("a.ts", made("AIza~n35")).getFirst().weight())
        .isEqualTo(Weight.PUBLIC);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pk_live_~n24",
        "pk_test_~n24",
        "sb_publishable_~n30",
        "VAPID_PUBLIC_KEY=B~n86",
        "sk_live_xxxxxxxxxxxxxxxxxxxxxxxx",
        "sk-your-api-key-here-0123456789012345678901234567",
        "sk-proj-your_key_here_0123456789012345678901234567890",
        "AKIAIOSFODNN7EXAMPLE",
        "postgres://user:password@db.kiln.test/app",
        "postgres://postgres:~n16@localhost:5432/app",
        "postgres://app:${PASSWORD}@db.kiln.test/app",
        "postgres://app:<password>@db.kiln.test/app",
        "mongodb+srv://app:changeme@cluster.kiln.test",
        "https://user:~n16@example.com",
        "TWILIO_AUTH_TOKEN=your_auth_token",
        "task-~n40",
        "risk-~n40",
        "pem.replace('-----BEGIN PRIVATE KEY-----', '')",
        "class=\"sk-fading-circle sk-folding-cube-animation-of-loading\"",
        "sha512-~n86==",
        "data:font/woff2;base64,EAAA~n300"
      })
  void public_keys_placeholders_and_likenesses_are_none(String template) {
    assertThat(CommittedSecrets.in("src/app.ts", "const value = \"" + made(template) + "\";"))
        .isEmpty();
  }

  @Test
  void an_example_file_may_show_what_a_value_looks_like() {
    String line = made("DATABASE_URL=postgres://app:~n16@db.kiln.test/app\n");

    assertThat(CommittedSecrets.in(".env.example", line)).isEmpty();
    assertThat(CommittedSecrets.in("README.md", line)).isEmpty();
    assertThat(CommittedSecrets.in(".env", line)).hasSize(1);
    assertThat(CommittedSecrets.in(".env.example", made("KEY=sk_live_~n24"))).hasSize(1);
  }

  @Test
  void what_a_token_gives_decides_whether_it_is_one() {
    assertThat(kinds("{\"role\":\"anon\",\"iss\":\"supabase\",\"exp\":4000000000}")).isEmpty();
    assertThat(kinds("{\"role\":\"service_role\"}")).containsExactly("Supabase service_role key");
    assertThat(kinds("{\"roles\":[\"reader\",\"admin\"],\"iat\":1700000000}"))
        .containsExactly("long-lived administrator's token");
    assertThat(kinds("{\"role\":\"admin\",\"iat\":1700000000,\"exp\":1700003600}")).isEmpty();
    assertThat(kinds("{\"role\":\"badminton\",\"iat\":1700000000}")).isEmpty();
    assertThat(kinds("{\"sub\":\"ada\",\"iat\":1700000000}")).isEmpty();
  }

  @Test
  void the_value_is_nowhere_in_what_is_found() {
    String value = made("sk_live_~n24");

    assertThat(CommittedSecrets.in("a.ts", value).toString()).doesNotContain(value.substring(8));
  }

  /** So the work at each place of the text has a bound, and the whole is linear in its length. */
  @Test
  void no_form_reads_without_bound() {
    assertThat(SecretForms.ALL)
        .allSatisfy(form -> {
          String bare =
              form.pattern()
                  .pattern()
                  .replaceAll("\\\\Q.*?\\\\E", "")
                  .replaceAll("\\\\.", "")
                  .replaceAll("\\[[^\\]]*\\]", "");
          assertThat(bare).doesNotContainPattern("[*+]|\\{\\d+,\\}");
        });
  }

  private static List<String> kinds(String claims) {
    var encoder = Base64.getUrlEncoder().withoutPadding();
    String token =
        encoder.encodeToString("{\"alg\":\"HS256\"}".getBytes(StandardCharsets.UTF_8))
            + "."
            + encoder.encodeToString(claims.getBytes(StandardCharsets.UTF_8))
            + "."
            + encoder.encodeToString(new byte[32]);
    return CommittedSecrets.in("a.ts", "const t = '" + token + "'").stream()
        .map(Found::kind)
        .toList();
  }

  private static String made(String template) {
    var text = new StringBuilder();
    for (int i = 0; i < template.length(); i++) {
      if (template.charAt(i) != '~') {
        text.append(template.charAt(i));
        continue;
      }
      String letters =
          switch (template.charAt(i + 1)) {
            case 'h' -> "a1f09c3e7b";
            case 'U' -> "Q7ZK3VX9RT";
            case 'd' -> "8403716592";
            case 'a' -> "kQzVtRbWmJ";
            default -> "kQ7zV3tR9bW2";
          };
      int end = i + 2;
      while (end < template.length() && Character.isDigit(template.charAt(end))) {
        end++;
      }
      int length = Integer.parseInt(template.substring(i + 2, end));
      for (int n = 0; n < length; n++) {
        text.append(letters.charAt(n % letters.length()));
      }
      i = end - 1;
    }
    return text.toString();
  }
}
