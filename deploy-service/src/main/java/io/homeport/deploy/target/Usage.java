package io.homeport.deploy.target;

/**
 * What a backend and everything it started use.
 *
 * @param cpuSeconds since it was started
 * @param memoryBytes of its own, without what it shares with others such as program files
 */
public record Usage(double cpuSeconds, long memoryBytes) {}
