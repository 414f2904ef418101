package io.homeport.deploy.build;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A lockfile that names no host but the registry.
 *
 * <p>Builders write their own mirrors into lockfiles. Where such an address has the form that
 * registries use, it is dropped: the package manager then asks our registry for the same version,
 * and the digest beside it still decides whether it is the same content. Anything else, such as a
 * Git repository, is named in {@link #foreign}.
 *
 * @param text the lockfile with the addresses dropped
 * @param mirrors hosts whose packages are taken from our registry instead
 * @param foreign packages that no registry serves, as {@code name: address}
 */
record CleanLock(String text, List<String> mirrors, List<String> foreign) {

  /** Collects what is found in a lockfile while it is cleaned. */
  static final class Findings {
    private static final String REGISTRY_PATH = "/-/";

    private final NpmSettings npm;
    private final TreeSet<String> mirrors = new TreeSet<>();
    private final List<String> foreign = new ArrayList<>();

    Findings(NpmSettings npm) {
      this.npm = npm;
    }

    /** True when a registry serves the address; else it is noted as foreign. */
    boolean isOfARegistry(String name, String address) {
      String host = httpHost(address);
      if (host == null || !address.contains(REGISTRY_PATH)) {
        foreign(name, address);
        return false;
      }
      if (!npm.serves(host)) {
        mirrors.add(host);
      }
      return true;
    }

    boolean isOurs(String address) {
      String host = httpHost(address);
      return host != null && npm.serves(host);
    }

    void foreign(String name, String address) {
      foreign.add(name + ": " + address);
    }

    CleanLock with(String text) {
      return new CleanLock(text, List.copyOf(mirrors), List.copyOf(foreign));
    }

    private static @Nullable String httpHost(String address) {
      try {
        URI uri = URI.create(address);
        boolean http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
        return http ? uri.getHost() : null;
      } catch (IllegalArgumentException noAddress) {
        return null;
      }
    }
  }

  /**
   * @param lock not a binary one: its addresses cannot be changed
   */
  static CleanLock of(Lockfile lock, NpmSettings npm) throws BuildFailed {
    return switch (lock.kind()) {
      case NPM -> PackageLock.clean(lock.text(), npm);
      case BUN -> BunLock.clean(lock.text(), npm);
      case PNPM -> PnpmLock.clean(lock.text(), npm);
      case YARN -> YarnLock.clean(lock.text(), npm);
      case BUN_BINARY ->
          throw new IllegalArgumentException("a binary lockfile has to be converted first");
    };
  }
}
