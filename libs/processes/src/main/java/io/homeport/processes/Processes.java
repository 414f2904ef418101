package io.homeport.processes;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Runs external programs: the one place where this happens. Both output streams are always read,
 * the wall-clock limit and the output limit of the command hold, and when the calling thread is
 * interrupted the program is ended. When a call returns or throws, nothing that the program started
 * in its session runs any more.
 *
 * <p>Every method throws a {@link ProcessException} that says what happened; an exit code other
 * than 0 is a value of {@link Finished} until {@link Finished#orThrow()} is asked.
 */
public final class Processes {
  private static final int TAIL_BYTES = 64 << 10;

  private Processes() {}

  /** Runs a program to its end and keeps what it wrote. */
  public static Finished run(Command command) {
    return run(command, Input.nothing());
  }

  /** Runs a program to its end, fed with input, and keeps what it wrote. */
  public static Finished run(Command command, Input input) {
    var running = Running.start(command, input);
    var stdout = new Tail(command.maxOutputBytes(), command.redaction());
    var stderr = new Tail(TAIL_BYTES, command.redaction());
    running.drain(running.stdout(), stdout);
    running.drain(running.stderr(), stderr);
    return finish(running, stdout, stderr);
  }

  /**
   * Runs a program to its end and passes on its lines while it runs.
   *
   * @param onLine receives the redacted lines of both streams, one at a time; what it throws ends
   *     the program
   */
  public static Finished run(Command command, Consumer<String> onLine) {
    return run(command, Input.nothing(), onLine);
  }

  /** Like {@link #run(Command, Consumer)}, fed with input. */
  public static Finished run(Command command, Input input, Consumer<String> onLine) {
    var running = Running.start(command, input);
    var inTurn = Running.oneAtATime(onLine);
    var stdout = new Tail(TAIL_BYTES, command.redaction());
    var stderr = new Tail(TAIL_BYTES, command.redaction());
    running.drain(
        running.stdout(), new LinesAndTail(new Lines(inTurn, command.redaction()), stdout));
    running.drain(
        running.stderr(), new LinesAndTail(new Lines(inTurn, command.redaction()), stderr));
    return finish(running, stdout, stderr);
  }

  /**
   * Runs a program and lets {@code reader} consume its stdout as it comes, however much that is.
   *
   * @return what the reader returned, once the program has succeeded too
   * @throws ProcessFailed when the program ended with another exit code than 0, whatever the reader
   *     did
   */
  public static <T> T pipe(Command command, OutputReader<T> reader) {
    return pipe(command, Input.nothing(), reader);
  }

  /** Like {@link #pipe(Command, OutputReader)}, fed with input. */
  public static <T> T pipe(Command command, Input input, OutputReader<T> reader) {
    var stderr = new Tail(TAIL_BYTES, command.redaction());
    return new Pipe<>(Running.start(command, input), stderr, reader).run();
  }

  /**
   * Starts a program that is asked line by line. The command's limit is for each answer, its output
   * limit for all of them.
   */
  public static Conversation converse(Command command) {
    return Conversation.start(command);
  }

  /**
   * Starts a program that keeps running. It is ended when this JVM ends in an orderly way. The
   * limits of the command do not apply, and its output is not redacted.
   *
   * @param log stdout and stderr are appended to it
   */
  public static Spawned start(Command command, Path log) {
    var spawned = Spawned.start(command, log);
    spawned.stopWithThisJvm();
    return spawned;
  }

  /**
   * Like {@link #start}, but the program goes on when this JVM ends; {@link #find} finds it again.
   */
  public static Spawned startDetached(Command command, Path log) {
    return Spawned.start(command, log);
  }

  /**
   * Finds a program that an earlier JVM started.
   *
   * @param pid its {@link Spawned#pid()}
   * @param startedAt its {@link Spawned#startedAt()}: process ids are used again, start times are
   *     not
   */
  public static Optional<Spawned> find(long pid, Instant startedAt) {
    return Spawned.find(pid, startedAt);
  }

  private static Finished finish(Running running, Tail stdout, Tail stderr) {
    int exitCode = running.await(stderr);
    running.throwFailure();
    return new Finished(running.command(), exitCode, stdout.text(), stderr.text(), running.took());
  }

  private record LinesAndTail(Lines lines, Tail tail) implements Running.Sink {
    @Override
    public void write(byte[] bytes, int offset, int count) {
      tail.write(bytes, offset, count);
      lines.write(bytes, offset, count);
    }

    @Override
    public void end() {
      lines.end();
    }
  }
}
