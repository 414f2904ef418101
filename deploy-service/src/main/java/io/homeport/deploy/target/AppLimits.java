package io.homeport.deploy.target;

/**
 * What each backend may use, with everything it starts.
 *
 * @param memoryBytes it is ended when it uses more
 * @param cpuWeight its share where processors are short, as cgroups count it: 1 to 10000
 * @param processes most processes and threads at a time
 */
public record AppLimits(long memoryBytes, int cpuWeight, int processes) {
  private static final long LEAST_MEMORY = 64L << 20;

  public AppLimits {
    if (memoryBytes < LEAST_MEMORY || cpuWeight < 1 || cpuWeight > 10_000 || processes < 1) {
      throw new IllegalArgumentException(
          "homeport.app-limits: memory-bytes must be at least 67108864, cpu-weight 1 to 10000,"
              + " processes above 0");
    }
  }
}
