package io.homeport.specs.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.homeport.specs.Place;
import io.homeport.specs.source.SecretForms.Form;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds secrets in text by the form their issuers give them. A JWT is decoded: Supabase's anon key
 * is public by design and none. What is found is never kept, only its kind and its place.
 *
 * <p>The text is passed once. A form is tried only where its fixed beginning stands, and reads at
 * most {@link SecretForms#LONGEST} characters from there, so that the work for one character has a
 * bound, however long the line is.
 */
public final class CommittedSecrets {

  private static final int MOST_OF_A_KIND = 50;
  private static final int LONGEST_JWT = 4000;
  private static final long LONG_LIVED_SECONDS = 30L * 24 * 3600;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern JWT =
      Pattern.compile(
          "eyJ[A-Za-z0-9_-]{8,1000}+\\.(?<claims>eyJ[A-Za-z0-9_-]{8,2000}+)\\.[A-Za-z0-9_-]{8,900}+");
  private static final Pattern POWERFUL =
      Pattern.compile("(?:.*[^a-z])?(?:super_?)?admin(?:istrator)?(?:[^a-z].*)?|superuser|root");
  private static final Pattern EXAMPLE_FILE =
      Pattern.compile(
          "(?:.*/)?(?:readme[^/]*|\\.env[^/]*\\.?(?:example|sample|template|dist)[^/]*|[^/]*\\.example(?:\\.[^/]*)?)");
  private static final Pattern PLACEHOLDER =
      Pattern.compile(
          "x{3,}|\\*{3,}|\\.{3}|your|example|change_?-?me|placeholder|dummy|redacted|replace|todo|fake|<|123456789|abcdefgh|secret_?here|key_?here|insert_");
  private static final Pattern COMMON_PASSWORD =
      Pattern.compile(
          "p(?:ass)?w(?:or)?d|pass|password\\d*|postgres|secret|user|root|admin|test|token|mypassword|my-?secret|db_?pass(?:word)?|\\[?your.*|%s|%v");

  private static final Map<Character, List<Form>> BY_FIRST = byFirst();

  private final String path;
  private final String text;
  private final LineCounter lines;
  private final boolean isExample;
  private final Map<String, Integer> times = new HashMap<>();
  private final List<Found> found = new ArrayList<>();

  private CommittedSecrets(String path, String text) {
    this.path = path;
    this.text = text;
    this.lines = new LineCounter(text);
    this.isExample = EXAMPLE_FILE.matcher(path.toLowerCase(Locale.ROOT)).matches();
  }

  /**
   * A secret that is in the source.
   *
   * @param kind such as {@code Supabase service_role key}
   */
  public record Found(String kind, Weight weight, Place place) {}

  /** What somebody can do with it. */
  public enum Weight {
    /** All that the app can, or more. */
    LIVE,
    /** What is made up for trials. */
    TEST,
    /** What every visitor of the app sees anyway; but others can use it at the owner's expense. */
    PUBLIC
  }

  public static List<Found> in(String path, String text) {
    return new CommittedSecrets(path, text).scan();
  }

  private static Map<Character, List<Form>> byFirst() {
    var byFirst = new HashMap<Character, List<Form>>();
    for (var form : SecretForms.ALL) {
      byFirst.computeIfAbsent(form.start().charAt(0), _ -> new ArrayList<>()).add(form);
    }
    // Of two that begin alike the longer beginning says more.
    byFirst
        .values()
        .forEach(forms ->
            forms.sort(Comparator.comparingInt((Form form) -> form.start().length()).reversed()));
    return byFirst;
  }

  private List<Found> scan() {
    var matchers = new HashMap<Form, Matcher>();
    var jwt = JWT.matcher(text).useTransparentBounds(true);
    for (int at = 0; at < text.length(); ) {
      if (text.startsWith("eyJ", at) && begins(at)) {
        at = Math.max(at + 1, readJwt(jwt, at));
        continue;
      }
      int end = at + 1;
      for (var form : BY_FIRST.getOrDefault(text.charAt(at), List.of())) {
        if (text.startsWith(form.start(), at)) {
          var matcher =
              matchers.computeIfAbsent(
                  form, each -> each.pattern().matcher(text).useTransparentBounds(true));
          matcher.region(at, Math.min(text.length(), at + SecretForms.LONGEST));
          boolean wholeWord = !Character.isLetter(form.start().charAt(0)) || begins(at);
          if (wholeWord && matcher.lookingAt()) {
            judge(form, matcher, at);
            end = matcher.end();
            break;
          }
        }
      }
      at = end;
    }
    found.sort(Comparator.comparing(Found::place).thenComparing(Found::kind));
    return found;
  }

  /** True if no word goes on here. A name may have a prefix of its own, as in VITE_NAME. */
  private boolean begins(int at) {
    return at == 0
        || !Character.isLetterOrDigit(text.charAt(at - 1))
            && text.charAt(at - 1) != '-'
            && (text.charAt(at - 1) != '_' || Character.isUpperCase(text.charAt(at)));
  }

  private void judge(Form form, Matcher matcher, int at) {
    String value =
        form.hasValue()
            ? matcher.group("value")
            : text.substring(at + form.start().length(), matcher.end());
    boolean meant = !(form.named() && isExample) && !isPlaceholder(value, form.named());
    if (meant) {
      add(form.kind(), form.weight(), at);
    }
  }

  private static boolean isPlaceholder(String value, boolean named) {
    String small = value.toLowerCase(Locale.ROOT);
    return PLACEHOLDER.matcher(small).find()
        || named && COMMON_PASSWORD.matcher(small).matches()
        || value.length() >= 16 && value.chars().distinct().count() < 5;
  }

  private void add(String kind, Weight weight, int at) {
    if (times.merge(kind, 1, Integer::sum) <= MOST_OF_A_KIND) {
      found.add(new Found(kind, weight, new Place(path, lines.at(at))));
    }
  }

  /** Reads a token, if there is one; where to go on. */
  private int readJwt(Matcher jwt, int at) {
    jwt.region(at, Math.min(text.length(), at + LONGEST_JWT));
    if (!jwt.lookingAt()) {
      return at + 1;
    }
    kindOf(jwt.group("claims")).ifPresent(kind -> add(kind, Weight.LIVE, at));
    return jwt.end();
  }

  /** What a token gives beyond what everybody has; empty for public and short-lived ones. */
  private static Optional<String> kindOf(String payload) {
    try {
      byte[] json = Base64.getUrlDecoder().decode(payload);
      JsonNode claims = JSON.readTree(new String(json, StandardCharsets.UTF_8));
      String role = claims.path("role").asText("");
      if (role.equals("service_role") || role.equals("supabase_admin")) {
        return Optional.of("Supabase " + role + " key");
      }
      boolean admin =
          List.of("role", "roles", "scope", "scopes", "permissions", "user_role").stream()
                  .anyMatch(name -> isPowerful(claims.path(name)))
              || List.of("admin", "is_admin", "isAdmin").stream()
                  .anyMatch(name -> claims.path(name).asBoolean());
      long expires = claims.path("exp").asLong(Long.MAX_VALUE);
      boolean lasting = expires - claims.path("iat").asLong(0) > LONG_LIVED_SECONDS;
      return admin && lasting ? Optional.of("long-lived administrator's token") : Optional.empty();
    } catch (IOException | IllegalArgumentException noJwt) {
      return Optional.empty();
    }
  }

  private static boolean isPowerful(JsonNode claim) {
    if (claim.isArray()) {
      for (var each : claim) {
        if (isPowerful(each)) {
          return true;
        }
      }
      return false;
    }
    return POWERFUL.matcher(claim.asText("").toLowerCase(Locale.ROOT)).matches();
  }
}
