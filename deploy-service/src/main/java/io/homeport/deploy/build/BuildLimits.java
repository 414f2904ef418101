package io.homeport.deploy.build;

import java.time.Duration;

/**
 * What a build may use at most.
 *
 * @param install wall-clock limit of fetching packages
 * @param build wall-clock limit of the project's own build
 * @param memoryBytes of all processes together; also the data memory that each may ask for
 * @param diskBytes what source, packages and output may take together
 * @param fileBytes the largest single file
 * @param logBytes output of one phase
 * @param outputBytes what is published may take
 * @param outputFiles how many files may be published
 * @param cacheBytes what may be kept for later builds: of downloads and of installed packages, each
 */
public record BuildLimits(
    Duration install,
    Duration build,
    long memoryBytes,
    long diskBytes,
    long fileBytes,
    long logBytes,
    long outputBytes,
    int outputFiles,
    long cacheBytes) {

  public static final BuildLimits STANDARD =
      new BuildLimits(
          Duration.ofMinutes(10),
          Duration.ofMinutes(10),
          4L << 30,
          4L << 30,
          512L << 20,
          16L << 20,
          1L << 30,
          20_000,
          10L << 30);

  /** How large the JavaScript heap may grow: half of the memory, the rest is code and buffers. */
  long heapMebibytes() {
    return memoryBytes / 2 >> 20;
  }
}
