package io.homeport.deploy.build;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A lockfile of a source, and how far it is from what package.json asks for. Builders leave several
 * behind, and go on with one of them only.
 *
 * @param differences how many packages it holds for another range, or not at all; empty when it
 *     cannot be read here
 */
record Lockfile(Kind kind, byte[] content, OptionalInt differences) {

  /** The lockfiles there are; of several that fit equally well, the first is taken. */
  enum Kind {
    NPM("package-lock.json"),
    PNPM("pnpm-lock.yaml"),
    YARN("yarn.lock"),
    BUN("bun.lock"),
    BUN_BINARY("bun.lockb");

    private final String file;

    Kind(String file) {
      this.file = file;
    }

    String file() {
      return file;
    }
  }

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA, JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .build();
  private static final List<String> GROUPS =
      List.of("optionalDependencies", "devDependencies", "dependencies");
  private static final Pattern PNPM_VERSION = Pattern.compile("(?m)^lockfileVersion:\\s*'?(\\d+)");
  private static final Pattern PNPM_RANGE =
      Pattern.compile("(?m)^ +'?([^':\\s][^':]*)'?:\\n +specifier: '?([^'\\n]*)'?$");
  private static final Pattern YARN_KEY = Pattern.compile("((?:@[^/]+/)?[^@/]+)@(?:npm:)?(.*)");

  /** The lockfiles in a folder, in the order in which they are to be tried. */
  static List<Lockfile> in(
      Path folder, Map<String, String> wanted, Optional<PackageManager> named) {
    return Arrays.stream(Kind.values())
        .filter(kind -> Files.isRegularFile(folder.resolve(kind.file), LinkOption.NOFOLLOW_LINKS))
        .map(kind -> read(kind, folder.resolve(kind.file), wanted))
        .sorted(
            Comparator.comparingInt(Lockfile::rank)
                .thenComparingInt(each -> each.differences.orElse(0))
                .thenComparing(each -> !named.equals(Optional.of(each.manager())))
                .thenComparing(Lockfile::kind))
        .toList();
  }

  static Lockfile read(Kind kind, Path file, Map<String, String> wanted) {
    try {
      byte[] content = Files.readAllBytes(file);
      return new Lockfile(kind, content, differences(kind, content, wanted));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  String text() {
    return new String(content, StandardCharsets.UTF_8);
  }

  /** False for a damaged one. */
  boolean isReadable() {
    return kind == Kind.BUN_BINARY || differences.isPresent();
  }

  boolean fits() {
    return differences.equals(OptionalInt.of(0));
  }

  PackageManager manager() {
    return switch (kind) {
      case NPM -> PackageManager.NPM;
      case BUN, BUN_BINARY -> PackageManager.BUN;
      case YARN -> text().contains("__metadata:") ? PackageManager.YARN_4 : PackageManager.YARN;
      case PNPM -> {
        Matcher version = PNPM_VERSION.matcher(text());
        boolean old =
            version.find() && version.group(1).length() == 1 && version.group(1).charAt(0) < '9';
        yield old ? PackageManager.PNPM_8 : PackageManager.PNPM;
      }
    };
  }

  /** Such as {@code bun.lock fits package.json}. */
  String judgement() {
    if (differences.isEmpty()) {
      return kind.file + " was not compared with package.json";
    }
    int count = differences.getAsInt();
    return switch (count) {
      case 0 -> kind.file + " fits package.json";
      case 1 -> kind.file + " differs from package.json in 1 package";
      default -> kind.file + " differs from package.json in " + count + " packages";
    };
  }

  private int rank() {
    return fits() ? 0 : differences.isEmpty() ? 1 : 2;
  }

  private static OptionalInt differences(Kind kind, byte[] content, Map<String, String> wanted) {
    String text = new String(content, StandardCharsets.UTF_8);
    try {
      return switch (kind) {
        case NPM -> npm(JSON.readTree(text), wanted);
        case BUN ->
            OptionalInt.of(count(wanted, ranges(JSON.readTree(text).at("/workspaces").path(""))));
        case PNPM ->
            SourceYaml.object(text).isPresent()
                ? OptionalInt.of(count(wanted, pnpm(text)))
                : OptionalInt.empty();
        case YARN -> OptionalInt.of(count(wanted, yarn(text)));
        case BUN_BINARY -> OptionalInt.empty();
      };
    } catch (JsonProcessingException damaged) {
      return OptionalInt.empty();
    }
  }

  /** The first version of the format does not say for which ranges it was made. */
  private static OptionalInt npm(JsonNode lock, Map<String, String> wanted) {
    if (lock.path("packages").isObject()) {
      return OptionalInt.of(count(wanted, ranges(lock.path("packages").path(""))));
    }
    JsonNode tree = lock.path("dependencies");
    return OptionalInt.of((int) wanted.keySet().stream().filter(name -> !tree.has(name)).count());
  }

  private static int count(Map<String, String> wanted, Map<String, String> locked) {
    return (int)
        wanted.entrySet().stream()
            .filter(each ->
                !each.getValue().equals(locked.get(each.getKey()))
                    && !locked.containsKey(each.getKey() + "@" + each.getValue()))
            .count();
  }

  private static Map<String, String> ranges(JsonNode manifest) {
    var ranges = new HashMap<String, String>();
    for (String group : GROUPS) {
      manifest
          .path(group)
          .properties()
          .forEach(each -> ranges.put(each.getKey(), each.getValue().asText()));
    }
    return ranges;
  }

  /** What a folder of a workspace asks for comes after what the whole asks for. */
  private static Map<String, String> pnpm(String text) {
    var ranges = new HashMap<String, String>();
    for (Matcher each = PNPM_RANGE.matcher(text); each.find(); ) {
      ranges.putIfAbsent(each.group(1), each.group(2));
    }
    return ranges;
  }

  /** Keys such as {@code "a@^1, a@^1.2":}; later versions write {@code a@npm:^1}. */
  private static Map<String, String> yarn(String text) {
    var ranges = new HashMap<String, String>();
    for (String line : text.lines().toList()) {
      if (!line.isEmpty() && " #".indexOf(line.charAt(0)) < 0 && line.endsWith(":")) {
        for (String key :
            new ArrayList<>(
                List.of(line.substring(0, line.length() - 1).replace("\"", "").split(", *", -1)))) {
          Matcher form = YARN_KEY.matcher(key);
          if (form.matches()) {
            ranges.put(form.group(1) + "@" + form.group(2), form.group(2));
          }
        }
      }
    }
    return ranges;
  }
}
