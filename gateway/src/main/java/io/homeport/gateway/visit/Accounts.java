package io.homeport.gateway.visit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.homeport.contracts.EnvironmentId;
import io.homeport.gateway.route.Route;
import io.homeport.gateway.route.Routes;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The accounts of all apps that have routes, and the limits of those who call them. */
final class Accounts {

  private static final Duration SWEEP = Duration.ofMinutes(1);

  /** So many apps have figures of their own; all others share one account's. */
  private static final int OWN = 1_000;

  private static final int CALLERS = 50_000;
  private static final int NETWORK_BYTES = 8;

  /** One caller of one app. */
  private record Caller(EnvironmentId environment, String network) {}

  private final MeterRegistry registry;
  private final Routes routes;
  private final RateLimits limits;
  private final Map<EnvironmentId, AppAccount> accounts = new ConcurrentHashMap<>();
  private final AppAccount others;
  private final Cache<Caller, TokenBucket> callers =
      Caffeine.newBuilder()
          .maximumSize(CALLERS)
          .expireAfterAccess(10, TimeUnit.MINUTES)
          .executor(Runnable::run)
          .build();
  private volatile long sweptAt = System.nanoTime();

  Accounts(MeterRegistry registry, Routes routes, RateLimits limits) {
    this.registry = registry;
    this.routes = routes;
    this.limits = limits;
    this.others =
        new AppAccount(registry, Tags.of("app", "other", "environment", "other"), everyApp());
  }

  AppAccount of(Route route) {
    AppAccount known = accounts.get(route.environment());
    return known != null ? known : opened(route);
  }

  private AppAccount opened(Route route) {
    if (accounts.size() >= OWN) {
      return others;
    }
    return accounts.computeIfAbsent(
        route.environment(),
        environment ->
            new AppAccount(
                registry,
                AppAccount.tags(route.app(), environment),
                new TokenBucket.Rate(limits.appPerSecond(), limits.appBurst())));
  }

  /** How many nanoseconds to wait; 0 if the request may pass. */
  long wait(Route route, AppAccount account, String address) {
    long now = System.nanoTime();
    long byCaller =
        isOurs(address)
            ? 0
            : callers
                .get(
                    new Caller(route.environment(), network(address)),
                    caller ->
                        new TokenBucket(
                            new TokenBucket.Rate(limits.clientPerSecond(), limits.clientBurst()),
                            now))
                .take(now);
    return byCaller > 0 ? byCaller : account.take(now);
  }

  /** Forgets, now and then, the apps that have no route any more. */
  void sweepIfDue() {
    long now = System.nanoTime();
    if (now - sweptAt > SWEEP.toNanos()) {
      sweptAt = now;
      sweep();
    }
  }

  void sweep() {
    Set<EnvironmentId> live = routes.environments();
    accounts.forEach((environment, account) -> {
      if (!live.contains(environment) && accounts.remove(environment, account)) {
        account.remove(registry);
      }
    });
  }

  /** Who has one address of IPv6 has all that begin with the same 64 bits. */
  static String network(String address) {
    InetAddress parsed =
        address.indexOf(':') < 0 ? null : NetUtil.createInetAddressFromIpAddressString(address);
    return parsed instanceof Inet6Address
        ? HexFormat.of().formatHex(parsed.getAddress(), 0, NETWORK_BYTES)
        : address;
  }

  /** This machine: a proxy in front, behind which there are many callers, or Homeport itself. */
  private boolean isOurs(String address) {
    if (!limits.trustLoopback() || !address.startsWith("127.") && address.indexOf(':') < 0) {
      return false;
    }
    InetAddress parsed = NetUtil.createInetAddressFromIpAddressString(address);
    return parsed != null && parsed.isLoopbackAddress();
  }

  private TokenBucket.Rate everyApp() {
    return new TokenBucket.Rate(limits.appPerSecond(), limits.appBurst());
  }
}
