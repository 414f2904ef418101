package io.homeport.processes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Who can do what with a file or folder, beside {@link OsUser root}.
 *
 * @param owner the number of the user that owns it
 * @param mode the permission bits, such as {@code 0640}
 * @param link whether it is a symbolic link; owner and mode are then the link's own
 */
public record FileAccess(Path path, int owner, int mode, boolean link) {

  private static final int ROOT = 0;
  private static final int PERMISSIONS = 0777;
  private static final int READ_OR_WRITE_BY_OTHERS = 0066;
  private static final int WRITE_BY_OTHERS = 0022;

  /** Of a file, or of the one that a link leads to. */
  public static FileAccess ofTarget(Path path) throws IOException {
    return of(path.toRealPath());
  }

  /** Of what is there by this name itself. */
  public static FileAccess of(Path path) throws IOException {
    return new FileAccess(
        path, owner(path), number(path, "unix:mode") & PERMISSIONS, Files.isSymbolicLink(path));
  }

  /** Whether the user of this JVM owns it. */
  public boolean isOurs() throws IOException {
    return owner == ourNumber();
  }

  public boolean isRoots() {
    return owner == ROOT;
  }

  public boolean othersReadOrWrite() {
    return (mode & READ_OR_WRITE_BY_OTHERS) != 0;
  }

  public boolean othersWrite() {
    return (mode & WRITE_BY_OTHERS) != 0;
  }

  /** Four octal digits, as chmod takes them. */
  public String octal() {
    return "%04o".formatted(mode);
  }

  private static int ourNumber() throws IOException {
    Path self = Path.of("/proc/self");
    if (Files.exists(self)) {
      // A link of the kernel's to the folder of this process, which belongs to its effective user.
      return owner(self.toRealPath());
    }
    Path own = Files.createTempFile("owner", "");
    try {
      return owner(own);
    } finally {
      Files.delete(own);
    }
  }

  private static int owner(Path path) throws IOException {
    return number(path, "unix:uid");
  }

  private static int number(Path path, String attribute) throws IOException {
    return (Integer) Files.getAttribute(path, attribute, LinkOption.NOFOLLOW_LINKS);
  }
}
