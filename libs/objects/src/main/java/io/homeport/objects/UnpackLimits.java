package io.homeport.objects;

/**
 * What an archive may be at most. Archives come from strangers.
 *
 * @param maxArchiveBytes size of the archive itself
 * @param maxFiles number of entries, folders included
 * @param maxBytes size of everything unpacked
 * @param maxFileBytes size of one file
 * @param maxPathBytes length of a path within the archive, in UTF-8
 * @param maxDepth number of folders within each other
 * @param maxRatio unpacked bytes for each byte of the archive, once more than {@code
 *     ratioFreeBytes} are unpacked
 * @param ratioFreeBytes so much may be compressed as well as it likes: small text compresses very
 *     well
 */
public record UnpackLimits(
    long maxArchiveBytes,
    int maxFiles,
    long maxBytes,
    long maxFileBytes,
    int maxPathBytes,
    int maxDepth,
    int maxRatio,
    long ratioFreeBytes) {

  private static final long MIB = 1L << 20;

  public UnpackLimits {
    if (maxArchiveBytes <= 0
        || maxFiles <= 0
        || maxBytes <= 0
        || maxFileBytes <= 0
        || maxPathBytes <= 0
        || maxDepth <= 0
        || maxRatio <= 0
        || ratioFreeBytes < 0) {
      throw new IllegalArgumentException("Every limit of unpacking must be positive.");
    }
  }

  /** What an application's source may be: 50,000 files, 1 GiB together, 256 MiB each. */
  public static UnpackLimits ofSource() {
    return new UnpackLimits(512 * MIB, 50_000, 1024 * MIB, 256 * MIB, 1024, 64, 100, 10 * MIB);
  }

  public UnpackLimits maxArchiveBytes(long bytes) {
    return new UnpackLimits(
        bytes, maxFiles, maxBytes, maxFileBytes, maxPathBytes, maxDepth, maxRatio, ratioFreeBytes);
  }

  public UnpackLimits maxFiles(int files) {
    return new UnpackLimits(
        maxArchiveBytes,
        files,
        maxBytes,
        maxFileBytes,
        maxPathBytes,
        maxDepth,
        maxRatio,
        ratioFreeBytes);
  }

  public UnpackLimits maxBytes(long bytes) {
    return new UnpackLimits(
        maxArchiveBytes,
        maxFiles,
        bytes,
        maxFileBytes,
        maxPathBytes,
        maxDepth,
        maxRatio,
        ratioFreeBytes);
  }

  public UnpackLimits maxFileBytes(long bytes) {
    return new UnpackLimits(
        maxArchiveBytes,
        maxFiles,
        maxBytes,
        bytes,
        maxPathBytes,
        maxDepth,
        maxRatio,
        ratioFreeBytes);
  }

  public UnpackLimits maxRatio(int ratio) {
    return new UnpackLimits(
        maxArchiveBytes,
        maxFiles,
        maxBytes,
        maxFileBytes,
        maxPathBytes,
        maxDepth,
        ratio,
        ratioFreeBytes);
  }
}
