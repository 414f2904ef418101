package io.homeport.deploy.build;

import io.homeport.deploy.site.PublicVariables;
import io.homeport.deploy.site.SupabaseReferences;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a build has to know of a source tree.
 *
 * @param references the hosted project it was written for
 * @param secrets texts in it that must not appear in a log
 * @param variables what the build gets beside the source's own {@code .env}
 * @param readsServiceKey whether anything but an edge function asks for the key of a hosted project
 *     that passes by row security
 * @param serverReads names of variables that programs on the server read
 */
record SourceFacts(
    SupabaseReferences references,
    List<String> secrets,
    Map<String, String> variables,
    boolean readsServiceKey,
    Set<String> serverReads) {

  private static final long MOST_BYTES = 2L << 20;
  private static final Set<String> SKIPPED =
      Set.of("node_modules", ".git", "dist", ".next", ".output");
  private static final Pattern TEXT =
      Pattern.compile(".*\\.([mc]?[jt]sx?|html|json|jsonc|toml|sql|css|vue|svelte|md)");

  /**
   * What build tools read when they build for production; others, such as {@code .env.example}, are
   * for people.
   *
   * @see <a href="https://vite.dev/guide/env-and-mode#env-files">.env files</a>
   */
  private static final Set<String> READ_BY_BUILDS =
      Set.of(".env", ".env.local", ".env.production", ".env.production.local");

  /** One that has a value: an empty one is as good as none. */
  private static final Pattern VARIABLE =
      Pattern.compile("(?m)^[ \\t]*(?:export[ \\t]+)?(\\w+)[ \\t]*=[ \\t]*[\"']?[^\\s\"'#]");

  private static final Pattern CONFIG_PROJECT =
      Pattern.compile("(?m)^\\s*project_id\\s*=\\s*\"([a-z0-9]{16,40})\"");

  private static final Pattern SERVER_READS =
      Pattern.compile("\\bprocess\\.env(?:\\.|\\[[\"'])([A-Z][A-Z0-9_]+)");
  private static final Pattern SERVICE_KEY =
      Pattern.compile("\\bSUPABASE_(SERVICE_ROLE_KEY|SECRET_KEY|SERVICE_KEY)\\b");

  /** Stands for the project in a source that expects it from its environment. */
  private static final String UNNAMED_PROJECT = "homeportenvironment0";

  private static final String UNNAMED_KEY = "sb_publishable_homeport_environment_key";

  static SourceFacts of(Path source) {
    var references = SupabaseReferences.none();
    var secrets = new ArrayList<String>();
    var set = new TreeSet<String>();
    boolean readsServiceKey = false;
    var serverReads = new TreeSet<String>();
    for (Path file : texts(source)) {
      String text = read(file);
      readsServiceKey |=
          !source.relativize(file).startsWith("supabase") && SERVICE_KEY.matcher(text).find();
      references = references.and(SupabaseReferences.in(text));
      SERVER_READS.matcher(text).results().forEach(found -> serverReads.add(found.group(1)));
      secrets.addAll(SupabaseReferences.serviceKeysIn(text));
      if (isReadByBuild(source, file)) {
        for (Matcher variable = VARIABLE.matcher(text); variable.find(); ) {
          set.add(variable.group(1));
        }
      }
      if (file.endsWith("supabase/config.toml")) {
        for (Matcher project = CONFIG_PROJECT.matcher(text); project.find(); ) {
          references =
              references.and(new SupabaseReferences(Set.of(project.group(1)), Set.of(), 0));
        }
      }
    }
    Map<String, String> variables = missing(set);
    if (!variables.isEmpty()) {
      references =
          references.and(new SupabaseReferences(Set.of(UNNAMED_PROJECT), Set.of(UNNAMED_KEY), 0));
    }
    return new SourceFacts(
        references, List.copyOf(secrets), variables, readsServiceKey, serverReads);
  }

  /** Whether the source itself has a key of a hosted project: the stand-in's does not count. */
  boolean namesPublicKey() {
    return references.publicKeys().stream().anyMatch(key -> !key.equals(UNNAMED_KEY));
  }

  /** Build tools look beside package.json, or beside the page that they begin with. */
  private static boolean isReadByBuild(Path source, Path file) {
    return READ_BY_BUILDS.contains(file.getFileName().toString())
        && (file.equals(source.resolve(file.getFileName()))
            || Files.isRegularFile(file.resolveSibling("index.html"), LinkOption.NOFOLLOW_LINKS));
  }

  private static Map<String, String> missing(Set<String> set) {
    Map<String, String> variables =
        PublicVariables.of(
            "https://" + UNNAMED_PROJECT + ".supabase.co", UNNAMED_PROJECT, UNNAMED_KEY);
    variables.keySet().removeAll(set);
    return variables;
  }

  private static List<Path> texts(Path source) {
    try (Stream<Path> files = Files.walk(source)) {
      return files.filter(file -> isText(source.relativize(file), file)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the source cannot be read", e);
    }
  }

  private static boolean isText(Path relative, Path file) {
    for (Path part : relative) {
      if (SKIPPED.contains(part.toString())) {
        return false;
      }
    }
    String name = file.getFileName().toString();
    boolean wanted =
        (name.startsWith(".env") || TEXT.matcher(name).matches())
            && !name.equals("package-lock.json");
    try {
      return wanted
          && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          && Files.size(file) <= MOST_BYTES;
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }
}
