package io.homeport.deploy.build;

import io.homeport.contracts.Failure;
import io.homeport.deploy.site.SupabaseReferences;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Looks for secrets in files that every visitor can download. A key that opens the whole database
 * must never be published, so a build that holds one is refused.
 */
final class LeakedSecrets {
  private static final long MOST_BYTES_OF_A_TEXT = 32L << 20;

  private static final Map<String, Pattern> FORMS = new LinkedHashMap<>();

  static {
    form("a Supabase secret key", "\\bsb_secret_[A-Za-z0-9_-]{16,}");
    form("a Supabase access token", "\\bsbp_(?:oauth_|v0_)?[a-f0-9]{40}");
    form("a live Stripe secret key", "\\b[sr]k_live_[A-Za-z0-9]{16,}");
    form("a webhook signing secret", "\\bwhsec_[A-Za-z0-9+/=]{24,}");
    form("a private key", "-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\\s*(?:\\\\n)?[A-Za-z0-9+/]{40}");
    form("an AWS access key", "\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b");
    form("a Google OAuth client secret", "\\bGOCSPX-[A-Za-z0-9_-]{28}");
    form("an OpenAI key", "\\bsk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{32,}");
    form("an Anthropic key", "\\bsk-ant-[A-Za-z0-9_-]{32,}");
    form("an OpenRouter key", "\\bsk-or-v1-[a-f0-9]{64}");
    form(
        "a key of an AI provider",
        "\\bsk-(?=[A-Za-z_-]{0,60}[0-9])[A-Za-z0-9_]{32,200}(?![A-Za-z0-9-])");
    form(
        "a key of an AI provider",
        "\\b(?:gsk_[A-Za-z0-9]{52}|xai-[A-Za-z0-9]{70,90}|pplx-[A-Za-z0-9]{48})\\b");
    form("a Resend key", "\\bre_[A-Za-z0-9]{8}_[A-Za-z0-9]{20,}");
    form("a SendGrid key", "\\bSG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}");
    form(
        "a GitHub token",
        "\\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})\\b");
    form("a Slack token", "\\bxox[abprs]-[0-9]{8,}-[A-Za-z0-9-]{10,}");
    form(
        "the address of a database with its password",
        "\\b(?:postgres(?:ql)?|mysql|mongodb(?:\\+srv)?|rediss?)://[^\\s:/@\"'`$<{]+:[^\\s:/@\"'`$<{]{6,}@(?!localhost|127\\.|host\\b|example\\b)[A-Za-z0-9.-]+");
  }

  private static void form(String kind, String pattern) {
    FORMS.merge(kind, Pattern.compile(pattern), (one, other) -> Pattern.compile(one + "|" + other));
  }

  /**
   * @throws BuildFailed naming the files and kinds, never the secrets
   */
  static void refuse(Path dist) throws BuildFailed {
    List<String> found = find(dist);
    if (!found.isEmpty()) {
      throw new BuildFailed(
          Failure.user(
              "The built files hold " + String.join("; ", found) + ". Every visitor could read it.",
              "Move what needs the secret into an edge function, remove the secret from the frontend's"
                  + " source, and replace the secret where it was issued: it counts as known."));
    }
  }

  /** What was found, as {@code kind in file}. */
  static List<String> find(Path dist) {
    try (Stream<Path> files = Files.walk(dist)) {
      var found = new ArrayList<String>();
      for (Path file : files.filter(LeakedSecrets::isReadableText).sorted().toList()) {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        kindsIn(text).forEach(kind -> found.add(kind + " in " + dist.relativize(file)));
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException("the built files cannot be read", e);
    }
  }

  private static List<String> kindsIn(String text) {
    var kinds = new ArrayList<String>();
    if (SupabaseReferences.in(text).serviceKeys() > 0) {
      kinds.add("a Supabase service key");
    }
    FORMS.forEach((kind, form) -> {
      if (form.matcher(text).find()) {
        kinds.add(kind);
      }
    });
    return kinds;
  }

  private static boolean isReadableText(Path file) {
    String name = file.getFileName().toString();
    try {
      return Files.isRegularFile(file, java.nio.file.LinkOption.NOFOLLOW_LINKS)
          && name.matches(".*\\.(m?js|css|html|json|map|txt|xml|webmanifest|svg)")
          && Files.size(file) <= MOST_BYTES_OF_A_TEXT;
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  private LeakedSecrets() {}
}
