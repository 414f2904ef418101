package io.homeport.imports.builder;

import com.fasterxml.jackson.databind.JsonNode;
import io.homeport.contracts.Builder;
import io.homeport.contracts.source.Format;
import io.homeport.imports.tree.PackageManifest;
import io.homeport.imports.tree.SourceTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells which of a builder's formats a tree has. */
final class Formats {

  private static final String CLIENT = "src/integrations/supabase/client.ts";
  private static final Pattern HARD_CODED_URL =
      Pattern.compile("[\"']https://[a-z0-9]{10,40}\\.supabase\\.co[\"']");
  private static final Pattern REPLIT_MODULES =
      Pattern.compile("(?m)^modules\\s*=\\s*\\[([^\\]]*)\\]");
  private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d+)*");

  /** What is collected of one format. */
  private static final class Seen {
    private final List<String> evidence = new ArrayList<>();

    boolean when(boolean holds, String line) {
      if (holds) {
        evidence.add(line);
      }
      return holds;
    }
  }

  private final SourceTree tree;
  private final PackageManifest manifest;

  private Formats(SourceTree tree) {
    this.tree = tree;
    this.manifest =
        PackageManifest.of(tree).stream()
            .filter(each -> each.folder().isEmpty())
            .findFirst()
            .orElse(
                new PackageManifest(
                    "", java.util.Map.of(), java.util.Set.of(), Optional.empty(), false));
  }

  /** Empty for an app of no known builder. */
  static Optional<Format> of(Builder builder, SourceTree tree) {
    Formats formats = new Formats(tree);
    return switch (builder) {
      case LOVABLE -> Optional.of(formats.lovable());
      case BOLT -> Optional.of(formats.bolt());
      case BASE44 -> Optional.of(formats.base44());
      case EMERGENT -> Optional.of(formats.emergent());
      case V0 -> Optional.of(formats.v0());
      case REPLIT -> Optional.of(formats.replit());
      case UNKNOWN -> Optional.empty();
    };
  }

  /** Three generations: a SPA with the project in its code, one with it in .env, a server. */
  private Format lovable() {
    Seen seen = new Seen();
    String template = tree.json(".lovable/project.json").path("template").asText("");
    boolean start =
        seen.when(!template.isEmpty(), ".lovable/project.json names the template " + template);
    start |=
        seen.when(asksFor("@tanstack/react-start"), "package.json asks for @tanstack/react-start");
    seen.when(
        asksFor("@lovable.dev/vite-tanstack-config"),
        "package.json asks for @lovable.dev/vite-tanstack-config");
    if (start) {
      return new Format(
          "tanstack-start",
          template.isEmpty() ? Optional.empty() : Optional.of(template),
          seen.evidence);
    }
    String client = tree.text(CLIENT);
    boolean cloud =
        seen.when(
            tree.text(".env").contains("VITE_SUPABASE_"), ".env names VITE_SUPABASE_ variables");
    cloud |=
        seen.when(
            client.contains("import.meta.env.VITE_SUPABASE"),
            CLIENT + " reads import.meta.env.VITE_SUPABASE_…");
    cloud |= seen.when(tree.has(".lovable"), ".lovable is there");
    cloud |=
        seen.when(
            asksFor("@lovable.dev/cloud-auth-js"),
            "package.json asks for @lovable.dev/cloud-auth-js");
    if (cloud) {
      return new Format("cloud-spa", manifest.range("lovable-tagger"), seen.evidence);
    }
    seen.when(HARD_CODED_URL.matcher(client).find(), CLIENT + " names its project in the code");
    seen.when(tree.text("index.html").contains("cdn.gpteng.co"), "index.html loads cdn.gpteng.co");
    seen.when(tree.has("public/lovable-uploads"), "public/lovable-uploads is there");
    seen.when(
        tree.hasFile("bun.lockb") && !tree.hasFile("bun.lock"),
        "bun.lockb is there without bun.lock");
    seen.when(asksFor("lovable-tagger"), "package.json asks for lovable-tagger");
    return new Format("spa-2025", manifest.range("lovable-tagger"), seen.evidence);
  }

  private Format bolt() {
    Seen seen = new Seen();
    String template = tree.json(".bolt/config.json").path("template").asText("");
    if (seen.when(!template.isEmpty(), ".bolt/config.json names the template " + template)) {
      return new Format(template, Optional.empty(), seen.evidence);
    }
    if (seen.when(
        asksFor("next"), "package.json asks for next; .bolt/config.json names no template")) {
      return new Format("next", manifest.range("next"), seen.evidence);
    }
    if (seen.when(
        asksFor("expo"), "package.json asks for expo; .bolt/config.json names no template")) {
      return new Format("expo", manifest.range("expo"), seen.evidence);
    }
    seen.when(asksFor("vite"), "package.json asks for vite; .bolt/config.json names no template");
    return new Format("without-template", manifest.range("vite"), seen.evidence);
  }

  private Format base44() {
    Seen seen = new Seen();
    boolean project =
        seen.when(tree.hasFile("base44/config.jsonc"), "base44/config.jsonc is there");
    boolean entities = seen.when(tree.has("base44/entities"), "base44/entities is there");
    seen.when(tree.has("base44/functions"), "base44/functions is there");
    seen.when(asksFor("@base44/sdk"), "package.json asks for @base44/sdk");
    String name = project ? "project" : entities ? "entities" : "frontend-only";
    return new Format(name, manifest.range("@base44/sdk"), seen.evidence);
  }

  /** The image that it was made in says what it is, such as {@code expo_mongo_base_image…}. */
  private Format emergent() {
    Seen seen = new Seen();
    JsonNode config = tree.json(".emergent/emergent.yml");
    String image = config.path("env_image_name").asText("");
    if (seen.when(!image.isEmpty(), ".emergent/emergent.yml names the image " + image)) {
      String[] parts = image.split(":", 2);
      return new Format(
          parts[0].replaceFirst("_base_image.*$", "").replace('_', '-'),
          parts.length > 1 ? Optional.of(parts[1]) : Optional.empty(),
          seen.evidence);
    }
    seen.when(tree.hasFile("backend/server.py"), "backend/server.py is there");
    seen.when(tree.hasFile("frontend/craco.config.js"), "frontend/craco.config.js is there");
    seen.when(true, ".emergent/emergent.yml, which would name the image, is not there");
    return new Format("without-image", Optional.empty(), seen.evidence);
  }

  private Format v0() {
    Seen seen = new Seen();
    seen.when(asksFor("next"), "package.json asks for next");
    seen.when(tree.hasFile("v0-user-next.config.mjs"), "v0-user-next.config.mjs is there");
    Matcher number = NUMBER.matcher(manifest.range("next").orElse(""));
    return new Format(
        "next", number.find() ? Optional.of(number.group()) : Optional.empty(), seen.evidence);
  }

  private Format replit() {
    Seen seen = new Seen();
    Matcher modules = REPLIT_MODULES.matcher(tree.text(".replit"));
    Optional<String> version = Optional.empty();
    if (modules.find()) {
      version = Optional.of(modules.group(1).replace("\"", "").replace("'", "").strip());
      seen.when(true, ".replit names the modules " + version.orElseThrow());
    }
    boolean drizzle = seen.when(tree.hasFile("shared/schema.ts"), "shared/schema.ts is there");
    boolean express = seen.when(asksFor("express"), "package.json asks for express");
    String name = drizzle && express ? "express-drizzle" : express ? "express" : "other";
    return new Format(name, version, seen.evidence);
  }

  private boolean asksFor(String dependency) {
    return manifest.range(dependency).isPresent();
  }
}
