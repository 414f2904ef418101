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
    FORMS.put("a Supabase secret key", Pattern.compile("\\bsb_secret_[A-Za-z0-9_-]{16,}"));
    FORMS.put("a live Stripe secret key", Pattern.compile("\\b[sr]k_live_[A-Za-z0-9]{16,}"));
    FORMS.put(
        "a private key",
        Pattern.compile("-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\\s*(?:\\\\n)?[A-Za-z0-9+/]{40}"));
    FORMS.put("an AWS access key", Pattern.compile("\\bAKIA[0-9A-Z]{16}\\b"));
    FORMS.put("an OpenAI key", Pattern.compile("\\bsk-proj-[A-Za-z0-9_-]{40,}"));
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
