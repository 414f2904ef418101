package io.homeport.specs.source;

import io.homeport.specs.Place;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds what a file uses of its builder: in the strings of code, not in comments or in text that is
 * shown, and in pages.
 */
public final class BuilderSigns {

  /** What a string holds, and what that is a sign of. */
  private static final List<Map.Entry<String, OfBuilder>> STRINGS =
      List.of(
          Map.entry("ai.gateway.lovable.dev", OfBuilder.LOVABLE_AI),
          Map.entry("connector-gateway.lovable.dev", OfBuilder.LOVABLE_CONNECTORS),
          Map.entry("@lovable.dev/cloud-auth-js", OfBuilder.LOVABLE_SIGN_IN),
          Map.entry("@lovable.dev/email-js", OfBuilder.LOVABLE_MAIL),
          Map.entry("@lovable.dev/webhooks-js", OfBuilder.LOVABLE_WEBHOOKS),
          Map.entry("@lovable.dev/vite-tanstack-config", OfBuilder.LOVABLE_BUILD),
          Map.entry("/~oauth", OfBuilder.LOVABLE_PATHS),
          Map.entry("/__l5e/", OfBuilder.LOVABLE_ASSETS),
          Map.entry("cdn.gpteng.co", OfBuilder.SCRIPT),
          Map.entry("@base44/sdk", OfBuilder.BASE44_SDK),
          Map.entry("media.base44.com", OfBuilder.BASE44_MEDIA),
          Map.entry("/base44-prod/", OfBuilder.BASE44_MEDIA),
          Map.entry("integrations.emergentagent.com/llm", OfBuilder.EMERGENT_AI),
          Map.entry("integrations.emergentagent.com/objstore", OfBuilder.EMERGENT_STORAGE),
          Map.entry("auth.emergentagent.com", OfBuilder.EMERGENT_SIGN_IN),
          Map.entry("emergentagent.com/auth/v1/env", OfBuilder.EMERGENT_SIGN_IN),
          Map.entry("customer-assets.emergentagent.com", OfBuilder.EMERGENT_ASSETS),
          Map.entry("assets.emergent.sh", OfBuilder.SCRIPT),
          Map.entry("replit.com/oidc", OfBuilder.REPLIT_SIGN_IN),
          Map.entry("@replit/object-storage", OfBuilder.REPLIT_STORAGE),
          Map.entry("127.0.0.1:1106", OfBuilder.REPLIT_STORAGE),
          Map.entry("replit.com/public/js", OfBuilder.SCRIPT),
          Map.entry("@neondatabase/serverless", OfBuilder.NEON_DRIVER),
          Map.entry("@vercel/kv", OfBuilder.VERCEL_KV),
          Map.entry("@vercel/blob", OfBuilder.VERCEL_BLOB),
          Map.entry("blob.vercel-storage.com", OfBuilder.VERCEL_BLOB),
          Map.entry("@vercel/postgres", OfBuilder.VERCEL_POSTGRES),
          Map.entry("@vercel/analytics", OfBuilder.VERCEL_ANALYTICS),
          Map.entry("@vercel/speed-insights", OfBuilder.VERCEL_ANALYTICS));

  /** Variables that only a builder's platform gives. */
  private static final List<Map.Entry<Pattern, OfBuilder>> VARIABLES =
      List.of(
          Map.entry(Pattern.compile("LOVABLE_SEND_URL"), OfBuilder.LOVABLE_MAIL),
          Map.entry(Pattern.compile("EMERGENT_LLM_KEY"), OfBuilder.EMERGENT_AI),
          Map.entry(Pattern.compile("REPLIT_DOMAINS|REPLIT_DEV_DOMAIN"), OfBuilder.ADDRESS),
          Map.entry(
              Pattern.compile("REPLIT_CONNECTORS_HOSTNAME|REPL_IDENTITY|WEB_REPL_RENEWAL"),
              OfBuilder.REPLIT_CONNECTORS),
          Map.entry(Pattern.compile("AI_INTEGRATIONS_\\w+"), OfBuilder.REPLIT_AI),
          Map.entry(
              Pattern.compile("(?:PUBLIC|PRIVATE)_OBJECT_(?:SEARCH_PATHS|DIR)"),
              OfBuilder.REPLIT_STORAGE),
          Map.entry(Pattern.compile("KV_REST_API_\\w+"), OfBuilder.VERCEL_KV),
          Map.entry(Pattern.compile("BLOB_READ_WRITE_TOKEN"), OfBuilder.VERCEL_BLOB));

  private static final List<String> ADDRESSES =
      List.of(
          "lovable.app",
          "lovableproject.com",
          "base44.app",
          "emergent.host",
          "preview.emergentagent.com",
          "replit.app",
          "replit.dev",
          "repl.co",
          "v0.app",
          "vercel.app",
          "bolt.host");

  private static final Pattern PYTHON_IMPORT =
      Pattern.compile("(?m)^[ \\t]*+(?:from|import)\\s+emergentintegrations\\b");
  private static final Pattern PAGE = Pattern.compile(".*\\.html|.*\\.asset\\.json");
  private static final int MOST_OF_FILE = 50;

  private BuilderSigns() {}

  /** What code uses. */
  static List<Uses.BuilderUse> of(ParsedFile file) {
    var found = new ArrayList<Uses.BuilderUse>();
    for (var sign : STRINGS) {
      if (file.source().contains(sign.getKey())) {
        inStrings(file, sign.getKey(), sign.getValue(), found);
      }
    }
    if (CodeParser.isPython(file.path())) {
      found.addAll(matches(PYTHON_IMPORT, OfBuilder.EMERGENT_AI, file.path(), file.source()));
    }
    return found;
  }

  private static void inStrings(
      ParsedFile file, String wanted, OfBuilder what, List<Uses.BuilderUse> found) {
    byte[] bytes = file.bytes();
    byte[] needle = wanted.getBytes(StandardCharsets.US_ASCII);
    int left = MOST_OF_FILE;
    for (int at = 0; at <= bytes.length - needle.length && left > 0; at++) {
      if (bytes[at] == needle[0]
          && Arrays.equals(bytes, at, at + needle.length, needle, 0, needle.length)) {
        var node = file.at(at);
        if (node.is("string_fragment") || node.is("string_content")) {
          found.add(new Uses.BuilderUse(what, node.place()));
          left--;
        }
      }
    }
  }

  /** What a page or a pointer to a file uses; nothing of other files. */
  static List<Uses.BuilderUse> inText(String path, String text) {
    if (!PAGE.matcher(path).matches()) {
      return List.of();
    }
    var found = new ArrayList<Uses.BuilderUse>();
    for (var sign : STRINGS) {
      found.addAll(
          matches(Pattern.compile(Pattern.quote(sign.getKey())), sign.getValue(), path, text));
    }
    return found;
  }

  private static List<Uses.BuilderUse> matches(
      Pattern pattern, OfBuilder what, String path, String text) {
    var lines = new LineCounter(text);
    var match = pattern.matcher(text);
    var found = new ArrayList<Uses.BuilderUse>();
    while (match.find() && found.size() < MOST_OF_FILE) {
      found.add(new Uses.BuilderUse(what, new Place(path, lines.at(match.start()))));
    }
    return found;
  }

  /** What a variable is a sign of. */
  public static Optional<OfBuilder> ofVariable(String name) {
    return VARIABLES.stream()
        .filter(each -> each.getKey().matcher(name).matches())
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** True for a host below which builders put the apps that they made. */
  public static boolean isAddress(String host) {
    return ADDRESSES.stream().anyMatch(domain -> host.endsWith("." + domain));
  }
}
