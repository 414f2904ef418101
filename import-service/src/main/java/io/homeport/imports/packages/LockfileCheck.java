package io.homeport.imports.packages;

import io.homeport.contracts.source.Lockfile;
import io.homeport.imports.tree.PackageManifest;
import io.homeport.imports.tree.SourceTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares a lockfile with its manifest, as its package manager does before it installs without
 * changing anything ({@code npm ci}, {@code --frozen-lockfile}).
 */
final class LockfileCheck {

  private static final int MOST_EXAMPLES = 5;

  static Lockfile check(SourceTree tree, PackageManifest manifest, LockfileKind kind) {
    String path = SourceTree.in(manifest.folder(), kind.file());
    Optional<Locked> locked = Locked.read(tree, manifest.folder(), kind);
    if (locked.isEmpty()) {
      return new Lockfile(path, Lockfile.State.UNREAD, 0, List.of());
    }
    List<String> differences = differences(manifest, locked.orElseThrow());
    return new Lockfile(
        path,
        differences.isEmpty() ? Lockfile.State.FITS : Lockfile.State.STALE,
        differences.size(),
        differences.stream().limit(MOST_EXAMPLES).toList());
  }

  private static List<String> differences(PackageManifest manifest, Locked locked) {
    List<String> differences = new ArrayList<>();
    for (Map.Entry<String, String> wanted : manifest.wanted().entrySet()) {
      String name = wanted.getKey();
      String range = wanted.getValue();
      Optional<Locked.Entry> entry = locked.of(name, range);
      if (entry.isEmpty()) {
        differences.add("%s %s is not locked".formatted(name, range));
      } else if (!manifest.overridden().contains(name)) {
        difference(name, range, entry.orElseThrow()).ifPresent(differences::add);
      }
    }
    return differences;
  }

  private static Optional<String> difference(String name, String range, Locked.Entry entry) {
    if (entry.range() != null && !entry.range().equals(range)) {
      return Optional.of("%s %s is wanted and %s was locked".formatted(name, range, entry.range()));
    }
    if (entry.version() == null) {
      return Optional.empty();
    }
    Optional<SemanticVersion> version = SemanticVersion.parse(entry.version());
    Optional<VersionRange> admitted = VersionRange.parse(range);
    boolean outside =
        version.isPresent()
            && admitted.isPresent()
            && !admitted.orElseThrow().admits(version.orElseThrow());
    return outside
        ? Optional.of("%s %s is wanted and %s is locked".formatted(name, range, entry.version()))
        : Optional.empty();
  }

  private LockfileCheck() {}
}
