package io.homeport.specs.packages;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.homeport.contracts.Digest;
import io.homeport.specs.document.Dependencies;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The packages that an app is made of. The same tree gives the same bytes.
 *
 * @param packages by component, registry, name and version
 * @param files that were read
 * @param complete false when a file was too long or damaged, or there were too many packages
 */
public record PackageList(List<UsedPackage> packages, List<String> files, boolean complete) {

  /** More are not listed; large apps have some thousands. */
  public static final int MOST = 20_000;

  private static final int MOST_NAMED = 50;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Licences that ask for changes, or the whole program, to be given on. */
  private static final Pattern COPYLEFT =
      Pattern.compile(
          "(?i).*\\b(?:A?GPL|LGPL|MPL|EPL|CDDL|EUPL|OSL|SSPL|CC-BY-SA)(?:[-v ]?\\d.*|\\b.*)");

  private static final Pattern OF_BUILDER =
      Pattern.compile(
          "@lovable\\.dev/.*|lovable-tagger|@base44/.*|emergentintegrations|@emergentbase/.*|@replit/.*|@vercel/(?:kv|blob|postgres|analytics|speed-insights)");

  public PackageList {
    packages = packages.stream().sorted().distinct().toList();
    files = files.stream().sorted().distinct().toList();
  }

  public static PackageList none() {
    return new PackageList(List.of(), List.of(), true);
  }

  public byte[] write() {
    try {
      return JSON.writeValueAsBytes(this);
    } catch (JsonProcessingException cause) {
      throw new UncheckedIOException(cause);
    }
  }

  /**
   * Reads a list that {@link #write} wrote.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static PackageList read(byte[] json) {
    try {
      return JSON.readValue(json, PackageList.class);
    } catch (IOException cause) {
      throw new IllegalArgumentException("This is no list of packages", cause);
    }
  }

  /** What a specification says of it. */
  public Dependencies summary() {
    var licences = new TreeMap<String, Integer>();
    packages.forEach(each ->
        licences.merge(each.licence() == null ? "unknown" : each.licence(), 1, Integer::sum));
    return new Dependencies(
        packages.size(),
        (int) packages.stream().filter(UsedPackage::direct).count(),
        most(licences),
        named(
            packages.stream()
                .filter(each -> isCopyleft(each.licence()))
                .map(each -> "%s (%s)".formatted(each, each.licence()))
                .toList()),
        named(
            packages.stream()
                .filter(each -> each.direct() && each.version() == null)
                .map(UsedPackage::name)
                .toList()),
        named(
            packages.stream()
                .filter(each -> OF_BUILDER.matcher(each.name()).matches())
                .map(UsedPackage::toString)
                .toList()),
        files,
        complete,
        Digest.of(write()));
  }

  /** Of several licences to choose from, one that asks for nothing is enough. */
  static boolean isCopyleft(@org.jspecify.annotations.Nullable String licence) {
    if (licence == null || !COPYLEFT.matcher(licence).matches()) {
      return false;
    }
    return Pattern.compile("(?i)\\s+OR\\s+")
        .splitAsStream(licence)
        .allMatch(each -> COPYLEFT.matcher(each).matches());
  }

  private static List<String> named(List<String> names) {
    return names.stream().distinct().limit(MOST_NAMED).toList();
  }

  /** The most frequent ones; the others as one. */
  private static TreeMap<String, Integer> most(TreeMap<String, Integer> licences) {
    var kept = new TreeMap<String, Integer>();
    licences.entrySet().stream()
        .sorted((one, other) -> other.getValue().compareTo(one.getValue()))
        .forEach(each ->
            kept.merge(
                kept.size() < MOST_NAMED ? each.getKey() : "others",
                each.getValue(),
                Integer::sum));
    return kept;
  }
}
