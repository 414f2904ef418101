package io.homeport.imports.packages;

import io.homeport.contracts.source.Lockfile;
import io.homeport.contracts.source.Packages;
import io.homeport.imports.tree.PackageManifest;
import io.homeport.imports.tree.SourceTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** How the packages of each folder are to be installed. */
public final class PackageFolders {

  /** Python's manifests and lockfiles, the most exact first. */
  private static final Map<String, String> PYTHON = python();

  private static final int DEEPEST = 4;
  private static final int MOST_FOLDERS = 40;

  public static List<Packages> of(SourceTree tree) {
    List<Packages> found = new ArrayList<>();
    List<PackageManifest> manifests = PackageManifest.of(tree);
    Set<String> workspaces =
        manifests.stream()
            .filter(each -> each.hasWorkspaces() || isPnpmWorkspace(tree, each))
            .map(PackageManifest::folder)
            .collect(Collectors.toSet());
    for (PackageManifest manifest : manifests) {
      List<LockfileKind> kinds = kinds(tree, manifest.folder());
      boolean installedFromAbove =
          kinds.isEmpty() && workspaces.stream().anyMatch(above -> isBelow(manifest, above));
      if (!installedFromAbove && !(kinds.isEmpty() && manifest.wanted().isEmpty())) {
        found.add(choose(tree, manifest, kinds));
      }
    }
    found.addAll(pythonFolders(tree));
    return found;
  }

  private static Packages choose(
      SourceTree tree, PackageManifest manifest, List<LockfileKind> kinds) {
    Map<LockfileKind, Lockfile> checked = new LinkedHashMap<>();
    kinds.forEach(kind -> checked.put(kind, LockfileCheck.check(tree, manifest, kind)));
    List<Lockfile> lockfiles = List.copyOf(checked.values());
    if (checked.isEmpty()) {
      return new Packages(
          manifest.folder(),
          manifest.packageManager().orElse("npm"),
          Optional.empty(),
          "There is no lockfile: each build takes the newest versions that %s admits."
              .formatted(manifest.path()),
          lockfiles);
    }
    Map.Entry<LockfileKind, Lockfile> best =
        checked.entrySet().stream()
            .min(
                Comparator.<Map.Entry<LockfileKind, Lockfile>>comparingInt(
                        each -> rank(each.getValue().state()))
                    .thenComparingInt(each -> each.getValue().differences())
                    .thenComparingInt(each -> isNamed(manifest, each.getKey()) ? 0 : 1)
                    .thenComparing(Map.Entry::getKey))
            .orElseThrow();
    return new Packages(
        manifest.folder(),
        best.getKey().manager(),
        Optional.of(best.getValue().file()),
        reason(manifest, best, lockfiles),
        lockfiles);
  }

  private static int rank(Lockfile.State state) {
    return switch (state) {
      case FITS -> 0;
      case UNREAD -> 2;
      case STALE -> 1;
    };
  }

  private static String reason(
      PackageManifest manifest, Map.Entry<LockfileKind, Lockfile> best, List<Lockfile> lockfiles) {
    List<String> sentences = new ArrayList<>();
    sentences.add(
        switch (best.getValue().state()) {
          case FITS -> "%s fits %s.".formatted(best.getValue().file(), manifest.path());
          case UNREAD ->
              "%s is binary or damaged and was not compared with %s."
                  .formatted(best.getValue().file(), manifest.path());
          case STALE ->
              "No lockfile fits %s; %s differs least, in %s, so it must be brought up to date: %s."
                  .formatted(
                      manifest.path(),
                      best.getValue().file(),
                      packages(best.getValue().differences()),
                      best.getValue().examples().getFirst());
        });
    for (Lockfile other : lockfiles) {
      if (!other.equals(best.getValue())) {
        sentences.add(
            switch (other.state()) {
              case FITS ->
                  isNamed(manifest, best.getKey())
                      ? "%s fits too, but packageManager names %s."
                          .formatted(other.file(), best.getKey().manager())
                      : "%s fits too; of several that fit, %s's is preferred."
                          .formatted(other.file(), best.getKey().manager());
              case UNREAD ->
                  "%s is binary or damaged and was not compared.".formatted(other.file());
              case STALE ->
                  "%s is stale in %s: %s."
                      .formatted(
                          other.file(), packages(other.differences()), other.examples().getFirst());
            });
      }
    }
    manifest
        .packageManager()
        .filter(named -> !named.equals(best.getKey().manager()))
        .ifPresent(named ->
            sentences.add(
                "packageManager names %s, whose lockfile is not the better one or not there."
                    .formatted(named)));
    return String.join(" ", sentences);
  }

  private static String packages(int count) {
    return count == 1 ? "1 package" : count + " packages";
  }

  private static boolean isNamed(PackageManifest manifest, LockfileKind kind) {
    return manifest.packageManager().equals(Optional.of(kind.manager()));
  }

  private static List<LockfileKind> kinds(SourceTree tree, String folder) {
    return Arrays.stream(LockfileKind.values())
        .filter(kind -> tree.hasFile(SourceTree.in(folder, kind.file())))
        .toList();
  }

  private static boolean isPnpmWorkspace(SourceTree tree, PackageManifest manifest) {
    return tree.hasFile(SourceTree.in(manifest.folder(), "pnpm-workspace.yaml"));
  }

  private static boolean isBelow(PackageManifest manifest, String above) {
    return !manifest.folder().equals(above)
        && (above.isEmpty() || manifest.folder().startsWith(above + "/"));
  }

  private static List<Packages> pythonFolders(SourceTree tree) {
    Set<String> folders = new TreeSet<>();
    for (String file : PYTHON.keySet()) {
      tree.named(file).stream()
          .filter(path -> SourceTree.depth(path) <= DEEPEST)
          .map(SourceTree::folderOf)
          .forEach(folders::add);
    }
    return folders.stream().limit(MOST_FOLDERS).map(folder -> pythonFolder(tree, folder)).toList();
  }

  private static Packages pythonFolder(SourceTree tree, String folder) {
    String file =
        PYTHON.keySet().stream()
            .filter(each -> tree.hasFile(SourceTree.in(folder, each)))
            .findFirst()
            .orElseThrow();
    boolean locks = !file.equals("pyproject.toml");
    return new Packages(
        folder,
        PYTHON.getOrDefault(file, "pip"),
        locks ? Optional.of(SourceTree.in(folder, file)) : Optional.empty(),
        locks
            ? "%s is there; it is taken as it is.".formatted(SourceTree.in(folder, file))
            : "There is no lockfile beside %s.".formatted(SourceTree.in(folder, file)),
        List.of());
  }

  private static Map<String, String> python() {
    Map<String, String> managers = new LinkedHashMap<>();
    managers.put("uv.lock", "uv");
    managers.put("poetry.lock", "poetry");
    managers.put("Pipfile.lock", "pipenv");
    managers.put("requirements.txt", "pip");
    managers.put("pyproject.toml", "pip");
    return managers;
  }

  private PackageFolders() {}
}
