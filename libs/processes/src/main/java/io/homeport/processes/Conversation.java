package io.homeport.processes;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A program that answers each line with a line, so that many questions cost one start. It serves
 * one thread at a time; when a question goes wrong, the program is ended and answers no other.
 */
public final class Conversation implements AutoCloseable {
  private static final int TAIL_BYTES = 64 << 10;

  private final Command command;
  private final Running running;
  private final Tail stderr;

  /** The lines of the answers; empty behind the last. */
  private final BlockingQueue<Optional<String>> answers = new LinkedBlockingQueue<>();

  private Conversation(Command command) {
    this.command = command;
    this.stderr = new Tail(TAIL_BYTES, command.redaction());
    this.running = Running.startAsked(command);
    running.drain(running.stdout(), new Answers());
    running.drain(running.stderr(), stderr);
  }

  static Conversation start(Command command) {
    return new Conversation(command);
  }

  /**
   * Sends a line and waits for the line that answers it.
   *
   * @param line without a line break
   * @throws ProcessTimedOut when none came within the command's limit
   * @throws OutputLimitExceeded when all answers together are larger than the command allows
   * @throws ProcessFailed when the program ended instead
   */
  public synchronized String ask(String line) {
    if (line.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("what " + command.program() + " is asked is one line");
    }
    try {
      var stdin = running.stdin();
      stdin.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      stdin.flush();
    } catch (IOException programReadsNoMore) {
      // It has ended; its end is among the answers.
    }
    try {
      Optional<String> answer = answers.poll(command.limit().toNanos(), TimeUnit.NANOSECONDS);
      if (answer == null) {
        running.fail(new ProcessTimedOut(command, stderr.text()));
      } else if (answer.isPresent()) {
        return answer.get();
      }
    } catch (InterruptedException cause) {
      Thread.currentThread().interrupt();
      running.fail(new ProcessInterrupted(command, cause));
    }
    int exitCode = running.await(stderr);
    answers.add(Optional.empty());
    running.throwFailure();
    throw new ProcessFailed(command, exitCode, stderr.text());
  }

  /** Ends the program and all it started. */
  @Override
  public void close() {
    running.kill();
  }

  /** Cuts what the program writes into lines, however long they are. */
  private final class Answers implements Running.Sink {
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    @Override
    public void write(byte[] bytes, int offset, int count) {
      int start = offset;
      for (int at = offset; at < offset + count; at++) {
        if (bytes[at] == '\n') {
          line.write(bytes, start, at - start);
          answers.add(Optional.of(command.redaction().of(line.toString(StandardCharsets.UTF_8))));
          line.reset();
          start = at + 1;
        }
      }
      line.write(bytes, start, offset + count - start);
    }

    @Override
    public void end() {
      answers.add(Optional.empty());
    }
  }
}
