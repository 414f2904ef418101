package io.homeport.processes;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A program to run, as data: nothing happens until {@link Processes} is given one. There is no
 * shell, so no argument needs quoting, and the environment is exactly {@code environment}: nothing
 * of this JVM's own environment leaks into the program.
 *
 * @param arguments the program (a path, or a name looked up in {@code environment}'s PATH) and its
 *     arguments
 * @param environment the whole environment of the program
 * @param directory where the program runs; this JVM's directory when null
 * @param limit wall-clock limit; the program and everything it started is killed afterwards
 * @param maxOutputBytes most bytes of stdout and stderr together; killed when it writes more
 * @param secrets texts that are replaced by *** wherever output or arguments of this command are
 *     shown
 * @param user the operating-system user the program runs as
 * @param yielding whether everything else that this machine has to do goes first
 */
public record Command(
    List<String> arguments,
    Map<String, String> environment,
    @Nullable Path directory,
    Duration limit,
    long maxOutputBytes,
    List<String> secrets,
    OsUser user,
    boolean yielding) {

  private static final Map<String, String> SMALLEST_ENVIRONMENT =
      Map.of("PATH", "/usr/local/bin:/usr/bin:/bin", "LANG", "C.UTF-8");
  private static final Duration DEFAULT_LIMIT = Duration.ofMinutes(5);
  private static final long DEFAULT_MAX_OUTPUT_BYTES = 16L << 20;

  public Command {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
    secrets = List.copyOf(secrets);
    if (arguments.isEmpty() || arguments.getFirst().isBlank()) {
      throw new IllegalArgumentException(
          "A command needs a program to run; the argument list is empty.");
    }
    if (arguments.stream().anyMatch(argument -> argument.indexOf('\0') >= 0)) {
      throw new IllegalArgumentException(
          "An argument of "
              + arguments.getFirst()
              + " contains a NUL character; no program can receive one.");
    }
    if (limit.isNegative() || limit.isZero()) {
      throw new IllegalArgumentException(
          "The limit of " + arguments.getFirst() + " must be positive, not " + limit + ".");
    }
    if (maxOutputBytes <= 0) {
      throw new IllegalArgumentException(
          "maxOutputBytes of "
              + arguments.getFirst()
              + " must be positive, not "
              + maxOutputBytes
              + ".");
    }
  }

  public static Command of(String... arguments) {
    return of(Arrays.asList(arguments));
  }

  public static Command of(List<String> arguments) {
    return new Command(
        arguments,
        SMALLEST_ENVIRONMENT,
        null,
        DEFAULT_LIMIT,
        DEFAULT_MAX_OUTPUT_BYTES,
        List.of(),
        OsUser.same(),
        false);
  }

  public Command in(Path newDirectory) {
    return new Command(
        arguments, environment, newDirectory, limit, maxOutputBytes, secrets, user, yielding);
  }

  public Command with(String key, String value) {
    return with(Map.of(key, value));
  }

  public Command with(Map<String, String> more) {
    var merged = new LinkedHashMap<>(environment);
    merged.putAll(more);
    return new Command(
        arguments, merged, directory, limit, maxOutputBytes, secrets, user, yielding);
  }

  /** Adds arguments behind the ones already there. */
  public Command plus(String... more) {
    return plus(Arrays.asList(more));
  }

  /** Adds arguments behind the ones already there. */
  public Command plus(List<String> more) {
    var longer = new ArrayList<>(arguments);
    longer.addAll(more);
    return new Command(
        longer, environment, directory, limit, maxOutputBytes, secrets, user, yielding);
  }

  public Command limit(Duration newLimit) {
    return new Command(
        arguments, environment, directory, newLimit, maxOutputBytes, secrets, user, yielding);
  }

  public Command maxOutputBytes(long newMaxOutputBytes) {
    return new Command(
        arguments, environment, directory, limit, newMaxOutputBytes, secrets, user, yielding);
  }

  /**
   * Names texts that must never be shown. Pass secrets to programs by environment or stdin:
   * arguments are visible to others.
   */
  public Command redacting(String... moreSecrets) {
    var all = new ArrayList<>(secrets);
    all.addAll(Arrays.asList(moreSecrets));
    return new Command(
        arguments, environment, directory, limit, maxOutputBytes, all, user, yielding);
  }

  public Command as(OsUser newUser) {
    return new Command(
        arguments, environment, directory, limit, maxOutputBytes, secrets, newUser, yielding);
  }

  /** With the lowest priority, which what it starts has too. */
  public Command unhurried() {
    return new Command(
        arguments, environment, directory, limit, maxOutputBytes, secrets, user, true);
  }

  /** The name of the program without its folder, for messages. */
  public String program() {
    String first = arguments.getFirst();
    return first.substring(first.lastIndexOf('/') + 1);
  }

  Redaction redaction() {
    return new Redaction(secrets);
  }

  /**
   * The arguments, redacted; the environment is left out, since it may hold secrets nobody named.
   */
  @Override
  public String toString() {
    return redaction().of(String.join(" ", arguments));
  }
}
