package io.homeport.deploy.release;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.homeport.contracts.Digest;
import io.homeport.contracts.ReleaseId;
import io.homeport.deploy.variable.NamedVariables.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What changed from one release to another.
 *
 * @param words one sentence each; one that says so where nothing changed
 * @param files built files; {@code bytes} is absent of what was removed, {@code bytesBefore} of
 *     what was added
 */
public record ReleaseChanges(
    End from,
    End to,
    List<String> words,
    Differences<File> files,
    Differences<String> functions,
    Differences<String> migrations,
    Differences<String> variables,
    Differences<String> schedules) {

  private static final int MOST_NAMES = 5;

  /** One of the two. */
  public record End(ReleaseId id, int number, int specVersion) {}

  /** A built file. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record File(String path, @Nullable Long bytes, @Nullable Long bytesBefore) {}

  /** What is there now and was not, what is another, and what is no longer there. */
  public record Differences<T>(List<T> added, List<T> changed, List<T> removed) {

    boolean isNone() {
      return added.isEmpty() && changed.isEmpty() && removed.isEmpty();
    }

    private <R> Differences<R> map(Function<T, R> change) {
      return new Differences<>(
          added.stream().map(change).toList(),
          changed.stream().map(change).toList(),
          removed.stream().map(change).toList());
    }
  }

  static ReleaseChanges between(ReleaseContent from, ReleaseContent to) {
    SortedMap<String, Digest> filesBefore = digests(from.files());
    SortedMap<String, Digest> filesAfter = digests(to.files());
    Differences<String> files = between(filesBefore, filesAfter);
    var functions =
        between(
            by(from.functions(), ReleaseContent.Function::name, each -> each),
            by(to.functions(), ReleaseContent.Function::name, each -> each));
    var migrations =
        between(
            by(from.migrations(), name -> name, name -> name),
            by(to.migrations(), name -> name, name -> name));
    var variables = between(variables(from), variables(to));
    var schedules =
        between(
            by(from.schedules(), ReleaseContent.Schedule::name, each -> each),
            by(to.schedules(), ReleaseContent.Schedule::name, each -> each));
    var words = new ArrayList<String>();
    if (from.release().specVersion() != to.release().specVersion()) {
      words.add(
          "The spec is version %d instead of %d."
              .formatted(to.release().specVersion(), from.release().specVersion()));
    }
    if (!from.release().runtime().equals(to.release().runtime())) {
      words.add(
          "It runs on %s instead of %s."
              .formatted(to.release().runtime(), from.release().runtime()));
    }
    say(words, "file", files);
    if (!files.isNone()) {
      words.add(
          "The files have %,d bytes instead of %,d."
              .formatted(to.files().bytes(), from.files().bytes()));
    }
    say(words, "function", functions);
    say(words, "migration", migrations);
    say(words, "variable", variables);
    say(words, "schedule", schedules);
    if (words.isEmpty()) {
      words.add("Nothing changed.");
    }
    return new ReleaseChanges(
        end(from),
        end(to),
        List.copyOf(words),
        files.map(path -> file(path, from.files(), to.files())),
        functions,
        migrations,
        variables,
        schedules);
  }

  private static void say(List<String> words, String what, Differences<String> differences) {
    say(words, what, "added", differences.added());
    say(words, what, "changed", differences.changed());
    say(words, what, "removed", differences.removed());
  }

  private static void say(List<String> words, String what, String how, List<String> names) {
    if (names.isEmpty()) {
      return;
    }
    String some = names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
    String more =
        names.size() > MOST_NAMES ? " and %d more".formatted(names.size() - MOST_NAMES) : "";
    words.add(
        String.format(
            Locale.ROOT,
            "%d %s%s %s %s: %s%s.",
            names.size(),
            what,
            names.size() == 1 ? "" : "s",
            names.size() == 1 ? "was" : "were",
            how,
            some,
            more));
  }

  private static <V> Differences<String> between(
      SortedMap<String, V> from, SortedMap<String, V> to) {
    return new Differences<>(
        to.keySet().stream().filter(name -> !from.containsKey(name)).toList(),
        to.keySet().stream()
            .filter(name -> from.containsKey(name) && !Objects.equals(to.get(name), from.get(name)))
            .toList(),
        from.keySet().stream().filter(name -> !to.containsKey(name)).toList());
  }

  private static SortedMap<String, Digest> digests(ReleaseContent.Files files) {
    var digests = new TreeMap<String, Digest>();
    files.byPath().forEach((path, file) -> digests.put(path, file.digest()));
    return digests;
  }

  private static SortedMap<String, Named> variables(ReleaseContent content) {
    ReleaseContent.Variables variables = content.variables();
    return variables == null ? new TreeMap<>() : by(variables.names(), Named::name, each -> each);
  }

  private static <T, V> SortedMap<String, V> by(
      List<T> all, Function<T, String> name, Function<T, V> value) {
    var by = new TreeMap<String, V>();
    all.forEach(each -> by.put(name.apply(each), value.apply(each)));
    return by;
  }

  private static File file(String path, ReleaseContent.Files from, ReleaseContent.Files to) {
    Map<String, TreeListing.File> before = from.byPath();
    Map<String, TreeListing.File> after = to.byPath();
    return new File(
        path,
        after.containsKey(path) ? after.get(path).bytes() : null,
        before.containsKey(path) ? before.get(path).bytes() : null);
  }

  private static End end(ReleaseContent content) {
    Release release = content.release();
    return new End(release.id(), release.number(), release.specVersion());
  }
}
