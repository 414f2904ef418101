package io.homeport.imports.framework;

import io.homeport.contracts.source.Framework;
import io.homeport.imports.tree.PackageManifest;
import io.homeport.imports.tree.SourceTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds what the parts of an app are made with. */
public final class Frameworks {

  /** A framework that a package in {@code package.json} shows. */
  private record Shown(String dependency, String name, String runtime) {}

  private static final List<Shown> NODE =
      List.of(
          new Shown("@tanstack/react-start", "tanstack-start", "node"),
          new Shown("nitro", "nitro", "node"),
          new Shown("nitropack", "nitro", "node"),
          new Shown("next", "next", "node"),
          new Shown("@react-router/dev", "react-router", "node"),
          new Shown("@remix-run/react", "remix", "node"),
          new Shown("nuxt", "nuxt", "node"),
          new Shown("astro", "astro", "node"),
          new Shown("@sveltejs/kit", "sveltekit", "node"),
          new Shown("expo", "expo", "native"),
          new Shown("react-scripts", "create-react-app", "browser"),
          new Shown("@capacitor/core", "capacitor", "native"),
          new Shown("@nestjs/core", "nestjs", "node"),
          new Shown("express", "express", "node"),
          new Shown("fastify", "fastify", "node"),
          new Shown("hono", "hono", "node"));

  /** With these Vite builds no page of its own. */
  private static final Set<String> OWN_SERVERS =
      Set.of("@tanstack/react-start", "@react-router/dev", "@sveltejs/kit", "astro", "nuxt");

  private static final List<String> PYTHON = List.of("fastapi", "django", "flask");
  private static final List<String> PYTHON_MANIFESTS =
      List.of("requirements.txt", "pyproject.toml", "Pipfile");
  private static final List<String> PYTHON_SERVERS =
      List.of("server.py", "main.py", "app.py", "manage.py");

  private static final Pattern NITRO_PRESET =
      Pattern.compile("\\bpreset\\s*:\\s*[\"']([\\w-]{1,40})[\"']");
  private static final Pattern DENO_FUNCTION =
      Pattern.compile("(supabase|base44)/functions/([^/_][^/]*)/(?:index|entry)\\.(?:ts|js|tsx)");
  private static final String PAGE = "index.html";

  /** What a browser cannot run as it is. */
  private static final Pattern BUILT_CODE =
      Pattern.compile(
          "(?i)\\bsrc\\s{0,4}=\\s{0,4}[\"']?[^\"'\\s>]{1,300}\\.(?:tsx?|jsx|vue|svelte)\\b");

  private static final int DEEPEST = 4;

  /** The frameworks of a tree, those of the top first. */
  public static List<Framework> of(SourceTree tree) {
    List<Framework> found = new ArrayList<>();
    for (PackageManifest manifest : PackageManifest.of(tree)) {
      NODE.forEach(shown -> node(tree, manifest, shown).ifPresent(found::add));
      vite(tree, manifest).ifPresent(found::add);
    }
    found.addAll(python(tree));
    functions(tree, "supabase").ifPresent(found::add);
    functions(tree, "base44").ifPresent(found::add);
    if (found.isEmpty()) {
      plainSite(tree).ifPresent(found::add);
    }
    return found;
  }

  private static Optional<Framework> node(SourceTree tree, PackageManifest manifest, Shown shown) {
    return manifest
        .range(shown.dependency())
        .map(range -> {
          List<String> evidence = new ArrayList<>();
          evidence.add("%s asks for %s".formatted(manifest.path(), shown.dependency()));
          if (shown.name().equals("nitro")) {
            evidence.addAll(nitroTarget(tree, manifest.folder()));
          }
          return new Framework(
              shown.name(), shown.runtime(), manifest.folder(), Optional.of(range), evidence);
        });
  }

  /** Nitro builds for a host: which one decides whether its output can be run here as it is. */
  private static List<String> nitroTarget(SourceTree tree, String folder) {
    List<String> evidence = new ArrayList<>();
    for (String name : List.of("vite.config.ts", "vite.config.js", "nitro.config.ts")) {
      String config = SourceTree.in(folder, name);
      Matcher preset = NITRO_PRESET.matcher(tree.text(config));
      if (preset.find()) {
        evidence.add("%s sets the preset %s".formatted(config, preset.group(1)));
      }
    }
    for (String name : List.of("wrangler.jsonc", "wrangler.toml", "wrangler.json")) {
      if (tree.hasFile(SourceTree.in(folder, name))) {
        evidence.add(SourceTree.in(folder, name) + " is there");
      }
    }
    return evidence;
  }

  private static Optional<Framework> vite(SourceTree tree, PackageManifest manifest) {
    Optional<String> range = manifest.range("vite");
    if (range.isEmpty()
        || OWN_SERVERS.stream().anyMatch(each -> manifest.wanted().containsKey(each))) {
      return Optional.empty();
    }
    return List.of("index.html", "client/index.html", "src/index.html").stream()
        .map(page -> SourceTree.in(manifest.folder(), page))
        .filter(tree::hasFile)
        .findFirst()
        .map(page ->
            new Framework(
                "vite-spa",
                "browser",
                manifest.folder(),
                range,
                List.of(manifest.path() + " asks for vite", page + " is there")));
  }

  private static List<Framework> python(SourceTree tree) {
    Set<String> folders = new TreeSet<>();
    List<String> shown = new ArrayList<>(PYTHON_MANIFESTS);
    shown.addAll(PYTHON_SERVERS);
    for (String name : shown) {
      tree.named(name).stream()
          .filter(path -> SourceTree.depth(path) <= DEEPEST)
          .map(SourceTree::folderOf)
          .forEach(folders::add);
    }
    List<Framework> found = new ArrayList<>();
    for (String folder : folders) {
      for (String name : PYTHON) {
        python(tree, folder, name).ifPresent(found::add);
      }
    }
    return found;
  }

  private static Optional<Framework> python(SourceTree tree, String folder, String name) {
    Pattern asked =
        Pattern.compile(
            "(?im)^[\\s\"']{0,8}"
                + name
                + "\\s{0,4}(?:\\[[^\\]\\n]{0,60}\\])?\\s{0,4}(?:[=~<>!]=?\\s{0,4}([\\w.*-]{1,30}))?");
    Pattern imported = Pattern.compile("(?m)^(?:from|import) " + name + "\\b");
    List<String> evidence = new ArrayList<>();
    Optional<String> version = Optional.empty();
    for (String file : PYTHON_MANIFESTS) {
      String path = SourceTree.in(folder, file);
      Matcher asking = asked.matcher(tree.text(path));
      if (asking.find()) {
        evidence.add("%s asks for %s".formatted(path, name));
        version = Optional.ofNullable(asking.group(1));
      }
    }
    for (String file : PYTHON_SERVERS) {
      String path = SourceTree.in(folder, file);
      if (imported.matcher(tree.text(path)).find()) {
        evidence.add("%s imports %s".formatted(path, name));
      }
    }
    return evidence.isEmpty()
        ? Optional.empty()
        : Optional.of(new Framework(name, "python", folder, version, evidence));
  }

  private static Optional<Framework> functions(SourceTree tree, String platform) {
    List<String> entries =
        tree.below(platform + "/functions").stream()
            .filter(path -> DENO_FUNCTION.matcher(path).matches())
            .toList();
    return entries.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Framework(
                platform + "-functions",
                "deno",
                platform + "/functions",
                Optional.empty(),
                List.of(
                    "%s is there; %d functions in all"
                        .formatted(entries.getFirst(), entries.size()))));
  }

  /** A page at the top that nothing has to be built for. */
  private static Optional<Framework> plainSite(SourceTree tree) {
    boolean isBuilt = tree.hasFile("package.json") || BUILT_CODE.matcher(tree.text(PAGE)).find();
    return tree.hasFile(PAGE) && !isBuilt
        ? Optional.of(
            new Framework(
                "static",
                "browser",
                "",
                Optional.empty(),
                List.of(PAGE + " is there, and no package.json")))
        : Optional.empty();
  }

  private Frameworks() {}
}
