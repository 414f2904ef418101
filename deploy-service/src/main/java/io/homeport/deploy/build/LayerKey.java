package io.homeport.deploy.build;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.homeport.contracts.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What decides how installed packages look: the lockfile, the settings that it is read by, and the
 * programs that read it. Who asks is no part of it: two apps with the same lockfile share.
 */
final class LayerKey {
  private static final List<String> OF_NO_PACKAGE =
      List.of("name", "version", "description", "private", "type", "scripts");
  private static final List<String> SETTINGS = List.of(".npmrc", "pnpm-workspace.yaml");

  /**
   * What leads to files of the source, in package.json or a lockfile; not the project itself, which
   * some name so. What comes from files is known by no digest: it must never be another app's.
   */
  private static final Pattern OF_THE_SOURCE =
      Pattern.compile(
          "(?:[\"'@\\s](?:file|link|portal|patch):|[\"'@\\s]workspace:(?!\\.[\"'\\s])|\"link\"\\s*:\\s*true|\"directory\")");

  /** Empty where files of the source decide too, such as in a workspace of several packages. */
  static Optional<Digest> of(Project project, PackageManager manager, String node, CleanLock lock) {
    Optional<ObjectNode> manifest = project.manifest();
    if (manifest.isEmpty() || needsFiles(project, manifest.get(), lock)) {
      return Optional.empty();
    }
    ObjectNode rest = manifest.get().deepCopy();
    rest.remove(OF_NO_PACKAGE);
    var text =
        new StringBuilder(
            String.join(
                "\n",
                String.join(" ", manager.install(true)),
                manager.title(),
                node,
                System.getProperty("os.arch"),
                rest.toString(),
                lock.text()));
    SETTINGS.forEach(
        name -> text.append('\n').append(name).append('\n').append(read(project, name)));
    return Optional.of(Digest.of(text.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private static boolean needsFiles(Project project, ObjectNode manifest, CleanLock lock) {
    return manifest.has("workspaces")
        || manifest.toString().contains("patchedDependencies")
        || OF_THE_SOURCE.matcher(manifest.toString()).find()
        || OF_THE_SOURCE.matcher(lock.text()).find()
        || read(project, "pnpm-workspace.yaml")
            .matches("(?s).*\"(packages|patchedDependencies)\".*");
  }

  private static String read(Project project, String name) {
    Path file = project.root().resolve(name);
    try {
      return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  private LayerKey() {}
}
