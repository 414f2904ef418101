package io.homeport.specs.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.homeport.specs.Place;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds secrets in text by the form their issuers give them. A JWT is decoded: Supabase's anon key
 * is public by design and none. What is found is never kept, only its kind and its place.
 */
public final class CommittedSecrets {

  private static final int MOST_OF_A_KIND = 50;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern JWT =
      Pattern.compile("eyJ[A-Za-z0-9_-]{8,}\\.(eyJ[A-Za-z0-9_-]{8,})\\.[A-Za-z0-9_-]{8,}");
  private static final Map<Pattern, String> FORMS =
      Map.ofEntries(
          form("sb_secret_[A-Za-z0-9_-]{16,}", "Supabase secret key"),
          form("sbp_[a-f0-9]{40}", "Supabase access token"),
          form("\\bsk_live_[A-Za-z0-9]{16,}", "Stripe live secret key"),
          form("\\brk_live_[A-Za-z0-9]{16,}", "Stripe live restricted key"),
          form("\\bwhsec_[A-Za-z0-9+/=]{24,}", "webhook signing secret"),
          form("\\bsk-(?:proj-|ant-)?[A-Za-z0-9_-]{32,}", "AI provider key"),
          form("\\bgh[pousr]_[A-Za-z0-9]{36}", "GitHub token"),
          form("\\bAKIA[0-9A-Z]{16}\\b", "AWS access key"),
          form("\\bre_[A-Za-z0-9]{8,}_[A-Za-z0-9]{20,}", "Resend key"),
          form("\\bSG\\.[A-Za-z0-9_-]{20,}\\.[A-Za-z0-9_-]{40,}", "SendGrid key"),
          form("\\bxox[baprs]-[A-Za-z0-9-]{20,}", "Slack token"),
          form(
              "-----BEGIN (?:RSA |EC |OPENSSH )?PRIVATE KEY-----[\\s\\\\n'\"+]{0,40}[A-Za-z0-9+/=]{40}",
              "private key"),
          form(
              "\\bpostgres(?:ql)?://[^:/\\s'\"`]+:[^@/\\s'\"`\\[<{$*]{4,}@[^\\s'\"`]+",
              "PostgreSQL address with password"),
          form(
              "\\bmongodb(?:\\+srv)?://[^:/\\s'\"`]+:[^@/\\s'\"`\\[<{$*]{4,}@[^\\s'\"`]+",
              "MongoDB address with password"));

  private CommittedSecrets() {}

  /**
   * A secret that is in the source.
   *
   * @param kind such as {@code Supabase service_role key}
   */
  public record Found(String kind, Place place) {}

  private static Map.Entry<Pattern, String> form(String regex, String kind) {
    return Map.entry(Pattern.compile(regex), kind);
  }

  static List<Found> in(String path, String text) {
    var found = new ArrayList<Found>();
    FORMS.forEach((form, kind) -> {
      var match = form.matcher(text);
      var lines = new LineCounter(text);
      for (int i = 0; i < MOST_OF_A_KIND && match.find(); i++) {
        found.add(new Found(kind, new Place(path, lines.at(match.start()))));
      }
    });
    var jwt = JWT.matcher(text);
    var lines = new LineCounter(text);
    for (int i = 0; i < MOST_OF_A_KIND && jwt.find(); i++) {
      int line = lines.at(jwt.start());
      secretRole(jwt.group(1))
          .ifPresent(
              role -> found.add(new Found("Supabase " + role + " key", new Place(path, line))));
    }
    found.sort(Comparator.comparing(Found::place).thenComparing(Found::kind));
    return found;
  }

  /** The role of a JWT that gives more than anybody has; empty for public and foreign ones. */
  private static Optional<String> secretRole(String payload) {
    try {
      byte[] json = Base64.getUrlDecoder().decode(payload);
      JsonNode claims = JSON.readTree(new String(json, StandardCharsets.UTF_8));
      String role = claims.path("role").asText("");
      boolean powerful = role.equals("service_role") || role.equals("supabase_admin");
      return powerful ? Optional.of(role) : Optional.empty();
    } catch (IOException | IllegalArgumentException noJwt) {
      return Optional.empty();
    }
  }
}
