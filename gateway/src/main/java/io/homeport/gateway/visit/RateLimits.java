package io.homeport.gateway.visit;

/**
 * How many requests are let through to one app: in all, and from one address.
 *
 * @param trustLoopback whether addresses of this machine are free of the limit by address, since
 *     they stand for many callers
 */
public record RateLimits(
    int appPerSecond, int appBurst, int clientPerSecond, int clientBurst, boolean trustLoopback) {

  public RateLimits {
    if (appPerSecond < 1 || appBurst < 1 || clientPerSecond < 1 || clientBurst < 1) {
      throw new IllegalArgumentException(
          "homeport.door.limits: rates and bursts are numbers of requests, at least 1");
    }
  }
}
