package io.homeport.imports.missing;

import io.homeport.contracts.source.MissingPart;
import io.homeport.contracts.source.MissingPart.Kind;
import io.homeport.imports.tree.PackageManifest;
import io.homeport.imports.tree.SourceTree;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds what an app needs and its source does not hold. What is said are names and addresses, never
 * values; of an address the query is left out, since it may be a signature.
 */
public final class MissingParts {

  private static final Pattern CODE =
      Pattern.compile("(?i).*\\.(?:tsx?|jsx?|mjs|cjs|mts|cts|vue|svelte|py)");
  private static final Pattern MARKUP = Pattern.compile("(?i).*\\.(?:html|css|scss)");
  private static final Pattern NOT_THE_APP =
      Pattern.compile(
          "(?:.*/)?(?:dist|build|\\.next|\\.output|__tests__|e2e|evals)/.*|.*\\.(?:test|spec)\\.[a-z]+|(?:.*/)?tests?/.*");

  private static final Pattern STORED =
      Pattern.compile(
          "https://(?:media\\.base44\\.com|cdn\\.gpteng\\.co|storage\\.googleapis\\.com/gpt-engineer-file-uploads)/[^\\s\"'`<>()?#\\\\]{1,300}|/__l5e/[\\w./%-]{1,300}");
  private static final Pattern UPLOAD =
      Pattern.compile("/lovable-uploads/([\\w.%-]{1,200}\\.[A-Za-z0-9]{2,5})");
  private static final Pattern ENTITY = Pattern.compile("\\bentities\\.([A-Z]\\w{0,80})");
  private static final Pattern TAKEN_ENTITIES =
      Pattern.compile(
          "\\{([^{}]{1,500})\\}\\s{0,10}=\\s{0,10}base44(?:\\.asServiceRole)?\\.entities\\b");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_]\\w*");
  private static final Pattern VARIABLE =
      Pattern.compile(
          "(?:import\\.meta\\.env|process\\.env)(?:\\.|\\[[\"'])([A-Z][A-Z0-9_]{1,80})\\b|(?:Deno\\.env\\.get|os\\.getenv|os\\.environ\\.get)\\(\\s{0,10}[\"']([A-Z][A-Z0-9_]{1,80})[\"']|os\\.environ\\[[\"']([A-Z][A-Z0-9_]{1,80})[\"']\\]");
  private static final Pattern DEFINED =
      Pattern.compile("(?m)^\\s{0,8}(?:export\\s+)?([A-Za-z_]\\w{0,80})\\s{0,4}=");
  private static final Pattern LFS =
      Pattern.compile("version https://git-lfs\\.github\\.com/spec/v1\\n[\\s\\S]*");
  private static final Pattern SUBMODULE_PATH =
      Pattern.compile("(?m)^\\s{0,8}path\\s{0,4}=\\s{0,4}(\\S{1,300})");

  /** A hostile source may name any number of things. */
  private static final int MOST_KEPT = 10_000;

  private static final int MOST_POINTER_BYTES = 1024;

  /** Set by what runs an app, in development or in service. */
  private static final Set<String> SET_BY_RUNTIME =
      Set.of(
          "NODE_ENV",
          "MODE",
          "DEV",
          "PROD",
          "SSR",
          "BASE_URL",
          "PORT",
          "HOST",
          "CI",
          "HOME",
          "PATH",
          "TZ",
          "LANG",
          "PWD",
          "USER",
          "TMPDIR",
          "DEBUG",
          "HOSTNAME",
          "NODE_OPTIONS",
          "NEXT_RUNTIME",
          "NEXT_PHASE",
          "VERCEL",
          "VERCEL_ENV",
          "VERCEL_URL",
          "NETLIFY",
          "TEST");

  /** Supabase gives these to its functions. */
  private static final Set<String> GIVEN_TO_FUNCTIONS =
      Set.of(
          "SUPABASE_URL",
          "SUPABASE_ANON_KEY",
          "SUPABASE_SERVICE_ROLE_KEY",
          "SUPABASE_DB_URL",
          "SUPABASE_PUBLISHABLE_KEYS",
          "SUPABASE_SECRET_KEYS",
          "SB_REGION",
          "SB_EXECUTION_ID",
          "DENO_DEPLOYMENT_ID",
          "DENO_REGION");

  /** Base44's own; every app has it without an export. */
  private static final Set<String> GIVEN_ENTITIES = Set.of("User");

  private final SourceTree tree;
  private final Map<String, Set<String>> stored = new TreeMap<>();
  private final Map<String, Set<String>> uploads = new TreeMap<>();
  private final Map<String, Set<String>> entities = new TreeMap<>();
  private final Map<String, Set<String>> variables = new TreeMap<>();
  private final Map<String, Set<String>> pointers = new TreeMap<>();

  private MissingParts(SourceTree tree) {
    this.tree = tree;
  }

  /** What is missing; empty if nothing is. */
  public static List<MissingPart> of(SourceTree tree) {
    MissingParts parts = new MissingParts(tree);
    tree.files().forEach(parts::read);
    List<MissingPart> missing = new ArrayList<>();
    parts.storedAssets().ifPresent(missing::add);
    parts.uploads().ifPresent(missing::add);
    parts.entities().ifPresent(missing::add);
    parts.variables().ifPresent(missing::add);
    parts.migrations().ifPresent(missing::add);
    parts.submodules().ifPresent(missing::add);
    parts.lfsFiles().ifPresent(missing::add);
    return missing;
  }

  private void read(String path) {
    long bytes = tree.bytes(path);
    if (bytes > 0 && bytes <= MOST_POINTER_BYTES && LFS.matcher(tree.text(path)).matches()) {
      pointers.put(path, Set.of(".gitattributes"));
      return;
    }
    if (path.endsWith(".asset.json")) {
      readAsset(path);
    }
    boolean code = CODE.matcher(path).matches();
    if (NOT_THE_APP.matcher(path).matches() || !code && !MARKUP.matcher(path).matches()) {
      return;
    }
    String text = tree.text(path);
    find(STORED, text, path, stored);
    find(UPLOAD, text, path, uploads);
    if (code) {
      find(ENTITY, text, path, entities);
      Matcher taken = TAKEN_ENTITIES.matcher(text);
      while (taken.find()) {
        for (String part : taken.group(1).split(",", -1)) {
          Matcher name = NAME.matcher(part);
          if (name.find()) {
            note(entities, name.group(), path);
          }
        }
      }
      find(VARIABLE, text, path, variables);
    }
  }

  /** Lovable keeps the bytes; what is committed says where they are. */
  private void readAsset(String path) {
    String url = tree.json(path).path("url").asText("");
    String beside = path.substring(0, path.length() - ".asset.json".length());
    if (url.startsWith("/__l5e/") && !tree.hasFile(beside)) {
      note(stored, url, path);
    }
  }

  private Optional<MissingPart> storedAssets() {
    return part(
        Kind.ASSETS,
        stored,
        "%s in the builder's storage only, not in the source.",
        "file is",
        "files are",
        "Download them while the project at the builder exists, put them into public/, and point the code to them.");
  }

  private Optional<MissingPart> uploads() {
    uploads.keySet().removeIf(name -> tree.hasFile("public/lovable-uploads/" + name));
    return part(
        Kind.ASSETS,
        uploads,
        "%s used from /lovable-uploads/ and not in public/lovable-uploads.",
        "file is",
        "files are",
        "Download them from the running app and put them into public/lovable-uploads/.");
  }

  private Optional<MissingPart> entities() {
    boolean base44 =
        tree.has("base44")
            || PackageManifest.of(tree).stream()
                .anyMatch(each -> each.range("@base44/sdk").isPresent());
    if (!base44) {
      return Optional.empty();
    }
    Set<String> exported =
        tree.below("base44/entities").stream()
            .map(path -> path.substring(path.lastIndexOf('/') + 1).replaceFirst("\\.jsonc?$", ""))
            .collect(Collectors.toSet());
    entities.keySet().removeIf(name -> exported.contains(name) || GIVEN_ENTITIES.contains(name));
    return part(
        Kind.ENTITIES,
        entities,
        "%s used by the code and not exported to base44/entities.",
        "entity is",
        "entities are",
        "Export them from Base44 (Dashboard, Data) or accept in the spec what their uses show.");
  }

  private Optional<MissingPart> variables() {
    Set<String> files =
        tree.files().stream()
            .filter(path -> path.substring(path.lastIndexOf('/') + 1).startsWith(".env"))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> examples =
        files.stream()
            .filter(MissingParts::isExample)
            .collect(Collectors.toCollection(TreeSet::new));
    files.removeAll(examples);
    Set<String> defined = new TreeSet<>();
    for (String file : files) {
      Matcher definition = DEFINED.matcher(tree.text(file));
      while (definition.find()) {
        defined.add(definition.group(1));
      }
    }
    variables.keySet().removeAll(SET_BY_RUNTIME);
    variables.keySet().removeAll(defined);
    variables
        .entrySet()
        .removeIf(each ->
            GIVEN_TO_FUNCTIONS.contains(each.getKey())
                && each.getValue().stream()
                    .allMatch(path -> path.startsWith("supabase/functions/")));
    String committed =
        files.isEmpty()
            ? "%s read and no .env is committed."
            : "%s read and not set in the committed " + String.join(", ", files) + ".";
    return part(
        Kind.VARIABLES,
        variables,
        committed,
        "variable is",
        "variables are",
        (examples.isEmpty() ? "" : String.join(", ", examples) + " says what they are for. ")
            + "Copy their values from the builder's settings and set them on each environment.");
  }

  private static boolean isExample(String path) {
    return path.matches("(?i).*[.-](?:example|sample|template|dist)$");
  }

  private Optional<MissingPart> migrations() {
    boolean migrated =
        tree.below("supabase/migrations").stream().anyMatch(path -> path.endsWith(".sql"));
    List<String> users = new ArrayList<>();
    for (PackageManifest manifest : PackageManifest.of(tree)) {
      manifest.range("@supabase/supabase-js").ifPresent(range -> users.add(manifest.path()));
    }
    if (migrated || users.isEmpty()) {
      return Optional.empty();
    }
    List<String> sql = tree.files().stream().filter(path -> path.endsWith(".sql")).toList();
    String found =
        sql.isEmpty()
            ? ""
            : " %d other SQL files are there, such as %s; whether they are the schema is not known."
                .formatted(sql.size(), sql.getFirst());
    return Optional.of(
        new MissingPart(
            Kind.MIGRATIONS,
            "Supabase is used and supabase/migrations holds no migration." + found,
            List.of("supabase/migrations"),
            1,
            users,
            "Commit the schema (supabase db dump -f supabase/migrations/00000000000000_schema.sql) and import again, or import the database."));
  }

  private Optional<MissingPart> submodules() {
    Map<String, Set<String>> absent = new TreeMap<>();
    Matcher path = SUBMODULE_PATH.matcher(tree.text(".gitmodules"));
    while (path.find()) {
      if (!tree.has(path.group(1))) {
        note(absent, path.group(1), ".gitmodules");
      }
    }
    return part(
        Kind.SUBMODULES,
        absent,
        "%s in a repository of its own, which is not imported.",
        "folder is",
        "folders are",
        "Put their files into this repository, or import a folder in which they are checked out.");
  }

  private Optional<MissingPart> lfsFiles() {
    return part(
        Kind.LFS_FILES,
        pointers,
        "%s kept by Git LFS; the source holds pointers only.",
        "file is",
        "files are",
        "Run git lfs pull and import the folder, or move the files out of LFS (git lfs migrate export).");
  }

  private static Optional<MissingPart> part(
      Kind kind,
      Map<String, Set<String>> found,
      String what,
      String one,
      String several,
      String remedy) {
    if (found.isEmpty()) {
      return Optional.empty();
    }
    int count = found.size();
    List<String> files =
        found.values().stream().flatMap(Collection::stream).distinct().sorted().toList();
    return Optional.of(
        new MissingPart(
            kind,
            what.formatted(count + " " + (count == 1 ? one : several)),
            List.copyOf(found.keySet()),
            count,
            files,
            remedy));
  }

  private static void find(
      Pattern pattern, String text, String path, Map<String, Set<String>> found) {
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      String name = matcher.group();
      for (int group = matcher.groupCount(); group > 0; group--) {
        if (matcher.group(group) != null) {
          name = matcher.group(group);
        }
      }
      note(found, name, path);
    }
  }

  private static void note(Map<String, Set<String>> found, String name, String path) {
    if (found.size() >= MOST_KEPT && !found.containsKey(name)) {
      return;
    }
    Set<String> files = found.computeIfAbsent(name, key -> new TreeSet<>());
    if (files.size() < MissingPart.MOST_FILES) {
      files.add(path);
    }
  }
}
