package io.homeport.backup.destination;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a folder lies on.
 *
 * @param device the number of its file system's device
 * @param hardware the disk below that, as Linux names it; absent where it cannot be told
 * @param network whether it is a file system of another machine
 */
record Disk(long device, Optional<String> hardware, boolean network) {

  private static final Path BLOCK_DEVICES = Path.of("/sys/dev/block");
  private static final Set<String> NETWORK =
      Set.of("nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "ceph", "glusterfs");

  /** Of a folder, or of the one in which it will be; absent where this process cannot see it. */
  static Optional<Disk> of(Path folder) {
    Path there = folder.toAbsolutePath().normalize();
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    if (there == null) {
      return Optional.empty();
    }
    try {
      long device = (Long) Files.getAttribute(there, "unix:dev");
      String type = Files.getFileStore(there).type().toLowerCase(Locale.ROOT);
      return Optional.of(new Disk(device, hardware(device), NETWORK.contains(type)));
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Of a partition, or of a volume on one disk, that disk. */
  private static Optional<String> hardware(long device) throws IOException {
    Path found = BLOCK_DEVICES.resolve(major(device) + ":" + minor(device));
    if (!Files.exists(found)) {
      return Optional.empty();
    }
    return Optional.of(below(found.toRealPath()));
  }

  private static String below(Path block) throws IOException {
    Path parent = block.getParent();
    if (parent != null && Files.exists(block.resolve("partition"))) {
      return below(parent);
    }
    Path volumes = block.resolve("slaves");
    if (Files.isDirectory(volumes)) {
      try (var under = Files.list(volumes)) {
        List<Path> disks = under.toList();
        if (disks.size() == 1) {
          return below(disks.getFirst().toRealPath());
        }
      }
    }
    return String.valueOf(block.getFileName());
  }

  private static long major(long device) {
    return (device >>> 8 & 0xfff) | (device >>> 32 & 0xfffff000L);
  }

  private static long minor(long device) {
    return (device & 0xff) | (device >>> 12 & 0xffffff00L);
  }

  /** Whether one broken disk takes both. */
  boolean isSame(Disk other) {
    return device == other.device || hardware.isPresent() && hardware.equals(other.hardware);
  }

  /** Whether both are known to be disks of their own. */
  boolean isKnownToBeOther(Disk other) {
    return !isSame(other) && hardware.isPresent() && other.hardware.isPresent();
  }
}
