package io.homeport.deploy.build;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Copies the packages that a server needs: its dependencies, what its built file imports though it
 * is declared for development only, and what those depend on. Whatever package manager laid them
 * out, and by links or not, the copy is plain folders.
 *
 * @param source where the packages are installed
 * @param target where they are copied to
 */
record ProductionPackages(Path source, Path target) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern IMPORTED =
      Pattern.compile(
          "(?:\\bfrom|\\bimport|\\brequire\\(|\\bimport\\()\\s*[\"']((?:@[\\w.-]+/)?[\\w.-]+)(?:/[^\"']*)?[\"']");
  private static final Pattern NAME = Pattern.compile("(@[\\w.-]+/)?[\\w-][\\w.-]*");

  /** Peers that are installed are used. */
  private static final List<String> NEEDED =
      List.of("dependencies", "optionalDependencies", "peerDependencies");

  /**
   * @param file what is started
   * @param runners packages that start it
   */
  void copy(Project project, Path file, List<String> runners) throws IOException {
    Set<String> roots = new LinkedHashSet<>();
    for (String list : List.of("dependencies", "optionalDependencies")) {
      project
          .manifest()
          .ifPresent(json -> json.path(list).fieldNames().forEachRemaining(roots::add));
    }
    roots.addAll(runners);
    roots.addAll(importedBy(file));
    new Copying(source.toRealPath(), target, new HashMap<>()).all(roots);
  }

  /**
   * Copies what a build gathered itself: tools that keep several versions of a package, or were
   * given packages by pnpm, lay them out by links.
   */
  void copyGathered() throws IOException {
    Path packages = source.resolve("node_modules");
    if (!Files.isDirectory(packages, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> files = Files.walk(packages)) {
      if (files.noneMatch(Files::isSymbolicLink)) {
        ServerOutput.copy(packages, target.resolve("node_modules"), file -> true);
        return;
      }
    }
    try (Stream<Path> files = Files.walk(packages, 2)) {
      Set<String> names = new LinkedHashSet<>();
      files
          .map(file -> packages.relativize(file).toString())
          .filter(name -> NAME.matcher(name).matches())
          .sorted()
          .forEach(names::add);
      new Copying(source.toRealPath(), target, new HashMap<>()).all(names);
    }
  }

  /** Names of packages that the built files beside the started one, and below, import. */
  private static Set<String> importedBy(Path file) throws IOException {
    Set<String> names = new LinkedHashSet<>();
    try (Stream<Path> built = Files.walk(file.resolveSibling(""))) {
      for (Path each : built.filter(it -> it.toString().matches(".*\\.[cm]?[jt]s")).toList()) {
        if (Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS)
            && Files.size(each) <= BuiltFiles.MOST_BYTES) {
          for (Matcher found = IMPORTED.matcher(BuiltFiles.text(each, StandardCharsets.ISO_8859_1));
              found.find(); ) {
            names.add(found.group(1));
          }
        }
      }
    }
    return names;
  }

  /** A package that another, or the app, asks for by its name. */
  private record Asked(String name, Path by, Path place) {}

  /**
   * @param boundary no package is taken from outside it, wherever links lead
   * @param places where a package is in the copy → where it was copied from
   */
  private record Copying(Path boundary, Path target, Map<Path, Path> places) {

    /** In breadth, so that what the app itself depends on is at the top. */
    void all(Set<String> roots) throws IOException {
      var open = new ArrayDeque<Asked>();
      roots.forEach(root -> open.add(new Asked(root, boundary, target)));
      while (!open.isEmpty()) {
        Asked asked = open.remove();
        Optional<Path> found = find(asked.name(), asked.by());
        if (found.isPresent() && !isSeenFrom(asked.place(), asked.name(), found.get())) {
          open.addAll(copy(asked, found.get()));
        }
      }
    }

    /** What the copied package asks for in turn. */
    private List<Asked> copy(Asked asked, Path from) throws IOException {
      Path top = packageIn(target, asked.name());
      Path to = places.containsKey(top) ? packageIn(asked.place(), asked.name()) : top;
      places.put(to, from);
      ServerOutput.copy(from, to, file -> !from.relativize(file).startsWith("node_modules"));
      JsonNode manifest = manifestOf(from);
      var next = new ArrayList<Asked>();
      for (String list : NEEDED) {
        manifest
            .path(list)
            .fieldNames()
            .forEachRemaining(name -> next.add(new Asked(name, from, to)));
      }
      return next;
    }

    /** A package whose manifest cannot be read depends on nothing. */
    private static JsonNode manifestOf(Path from) throws IOException {
      try {
        return JSON.readTree(BuiltFiles.text(from.resolve("package.json"), StandardCharsets.UTF_8));
      } catch (JsonProcessingException damaged) {
        return JSON.missingNode();
      }
    }

    /** Whether Node, starting at a place in the copy, finds this package by this name. */
    private boolean isSeenFrom(Path place, String name, Path from) {
      for (Path each = place; each != null && each.startsWith(target); each = each.getParent()) {
        Path there = places.get(packageIn(each, name));
        if (there != null) {
          return there.equals(from);
        }
      }
      return false;
    }

    private Optional<Path> find(String name, Path by) throws IOException {
      if (!NAME.matcher(name).matches()) {
        return Optional.empty();
      }
      for (Path each = by; each != null && each.startsWith(boundary); each = each.getParent()) {
        Path folder = packageIn(each, name);
        if (Files.isDirectory(folder)) {
          Path real = folder.toRealPath();
          // The folder may be a link, within the boundary; its manifest may not.
          if (real.startsWith(boundary)
              && Files.isRegularFile(real.resolve("package.json"), LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(real);
          }
        }
      }
      return Optional.empty();
    }

    private static Path packageIn(Path folder, String name) {
      return folder.resolve("node_modules").resolve(name);
    }
  }
}
