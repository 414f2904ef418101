package io.homeport.deploy.site;

import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Points built files at an environment: wherever they name the hosted project they were written
 * for, or its public key, the environment's own address and key stand afterwards. So one build
 * serves every environment and the source stays as it was.
 *
 * @param from what the source says of the hosted project
 * @param url where the environment is reached
 * @param anonKey the environment's own public key
 */
public record Rewrites(SupabaseReferences from, URI url, String anonKey) {

  /** Matches {@code https://ref.supabase.co} and, in JSON, {@code https:\/\/ref.supabase.co}. */
  private static final Pattern ADDRESS =
      Pattern.compile("\\b(https?|wss?):(\\\\?/\\\\?/)([a-z0-9]{16,40})\\.supabase\\.(?:co|in)\\b");

  /** Rewrites one text. */
  public String apply(String text) {
    return keys(addresses(text));
  }

  private String addresses(String text) {
    Matcher address = ADDRESS.matcher(text);
    var rewritten = new StringBuilder(text.length());
    while (address.find()) {
      String replacement =
          from.projects().contains(address.group(3))
              ? scheme(address.group(1)) + ":" + address.group(2) + url.getAuthority()
              : address.group();
      address.appendReplacement(rewritten, Matcher.quoteReplacement(replacement));
    }
    return address.appendTail(rewritten).toString();
  }

  private String keys(String text) {
    String rewritten = text;
    for (String key : longestFirst(from.publicKeys())) {
      rewritten = rewritten.replace(key, anonKey);
    }
    return rewritten;
  }

  private String scheme(String original) {
    boolean secure = "https".equals(url.getScheme());
    return original.startsWith("ws") ? (secure ? "wss" : "ws") : (secure ? "https" : "http");
  }

  private static List<String> longestFirst(Set<String> keys) {
    return keys.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
  }
}
