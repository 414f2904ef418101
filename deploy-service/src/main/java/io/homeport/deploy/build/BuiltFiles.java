package io.homeport.deploy.build;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * Reads what a build left behind. Nothing runs there any more, and none of it is trusted: a link,
 * wherever on the way it is, may lead to anything on this machine, which we can read and the build
 * could not.
 */
final class BuiltFiles {

  /** The largest file that is read as a whole. */
  static final int MOST_BYTES = 16 << 20;

  /** True without any link on the way from the root. */
  static boolean isFolder(Path root, Path folder) {
    Path each = root;
    for (Path part : root.relativize(folder)) {
      each = each.resolve(part);
      if (!Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
        return false;
      }
    }
    return true;
  }

  /** True without any link on the way from the root, the file included. */
  static boolean isFile(Path root, Path file) {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && isFolder(root, file.resolveSibling(""));
  }

  /**
   * A file that is no link.
   *
   * @throws IOException if it is one, or larger than {@link #MOST_BYTES}
   */
  static String text(Path file, Charset charset) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(file.getFileName() + " is no file");
    }
    try (var channel =
            Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        var content = Channels.newInputStream(channel)) {
      byte[] bytes = content.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new IOException(file.getFileName() + " is too large");
      }
      return new String(bytes, charset);
    }
  }

  private BuiltFiles() {}
}
