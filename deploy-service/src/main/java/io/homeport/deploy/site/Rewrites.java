package io.homeport.deploy.site;

import io.homeport.deploy.build.BuildManifest;
import io.homeport.deploy.environment.Environment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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

  private static final Pattern BUILT = Pattern.compile(".*\\.([cm]?js|json|html|rsc|body|env.*)");

  /** Matches {@code https://ref.supabase.co} and, in JSON, {@code https:\/\/ref.supabase.co}. */
  private static final Pattern ADDRESS =
      Pattern.compile("\\b(https?|wss?):(\\\\?/\\\\?/)([a-z0-9]{16,40})\\.supabase\\.(?:co|in)\\b");

  public static Rewrites of(BuildManifest release, Environment environment) {
    return new Rewrites(
        new SupabaseReferences(release.projects(), release.publicKeys(), 0),
        environment.url(),
        environment.keys().anonKey());
  }

  /** Rewrites what was built of an app's server, in place; packages name no project. */
  public void applyToServer(Path folder) {
    if (from.projects().isEmpty() && from.publicKeys().isEmpty()) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(each -> isBuilt(folder.relativize(each), each)).toList()) {
        // Latin 1 maps every byte to itself, so that text in any encoding survives.
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        String rewritten = apply(text);
        if (!rewritten.equals(text)) {
          Files.writeString(file, rewritten, StandardCharsets.ISO_8859_1);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the server in " + folder + " cannot be read", e);
    }
  }

  private static boolean isBuilt(Path relative, Path file) {
    return !relative.toString().contains("node_modules")
        && BUILT.matcher(relative.toString()).matches()
        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }

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
