package io.homeport.specs.packages;

import org.jspecify.annotations.Nullable;

/**
 * A package that the app is made of.
 *
 * @param version the version that is installed; null when nothing fixes one
 * @param licence as its author wrote it; null when nothing in the source says
 * @param direct true when the app itself asks for it
 * @param component the folder of the part that uses it; a dot for the top
 */
public record UsedPackage(
    Registry registry,
    String name,
    @Nullable String version,
    @Nullable String licence,
    boolean direct,
    String component)
    implements Comparable<UsedPackage> {

  /** Where packages come from. */
  public enum Registry {
    NPM,
    PYPI,
    JSR,
    /** An address that Deno loads code from. */
    URL
  }

  private static final int LONGEST = 200;

  public UsedPackage {
    name = cut(name);
    version = version == null || version.isBlank() ? null : cut(version);
    licence = licence == null || licence.isBlank() ? null : cut(licence);
  }

  /** Whoever writes a lockfile may write anything into it. */
  private static String cut(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
  }

  @Override
  public int compareTo(UsedPackage other) {
    return key().compareTo(other.key());
  }

  private String key() {
    return String.join("\n", component, registry.name(), name, version == null ? "" : version);
  }

  @Override
  public String toString() {
    return version == null ? name : name + "@" + version;
  }
}
