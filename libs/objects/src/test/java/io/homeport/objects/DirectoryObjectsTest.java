package io.homeport.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.homeport.contracts.Digest;
import io.homeport.processes.Command;
import io.homeport.processes.ProcessTimedOut;
import io.homeport.processes.Processes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryObjectsTest extends ObjectsContract {

  @TempDir Path root;

  @Override
  Objects objects() {
    return new DirectoryObjects(root);
  }

  @Override
  int stored() throws IOException {
    try (var files = Files.walk(root)) {
      return (int) files.filter(Files::isRegularFile).count();
    }
  }

  @Override
  void replace(Digest digest, byte[] bytes) throws IOException {
    Files.write(new DirectoryObjects(root).fileOf(digest), bytes);
  }

  @Test
  void objects_are_readable_by_their_owner_only() throws IOException {
    var digest = put(CONTENT);

    assertThat(Files.getPosixFilePermissions(new DirectoryObjects(root).fileOf(digest)))
        .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  }

  @Test
  void a_full_disk_leaves_nothing() throws IOException {
    var command = writer("2097152");
    var limited = new java.util.ArrayList<>(List.of("prlimit", "--fsize=1048576"));
    limited.addAll(command.arguments());

    var finished = Processes.run(Command.of(limited).limit(Duration.ofSeconds(60)));

    assertThat(finished.exitCode()).as(finished.stderr()).isEqualTo(2);
    assertThat(finished.stdout()).contains("File too large");
    assertThat(stored()).isZero();
  }

  @Test
  void a_writer_that_is_killed_leaves_no_object_and_what_it_left_is_removed_at_the_next_start()
      throws IOException {
    assertThatThrownBy(() -> Processes.run(writer("endless").limit(Duration.ofSeconds(3))))
        .isInstanceOf(ProcessTimedOut.class);
    assertThat(stored()).isEqualTo(1);

    new DirectoryObjects(root);

    assertThat(stored()).isZero();
  }

  @Test
  void what_others_are_writing_stays_for_a_day() throws IOException {
    // Given: by this process, and by one of which nothing is known here
    Path unfinished = Files.createDirectories(root.resolve("unfinished"));
    Path ours = Unfinished.create(unfinished);
    Path others = Files.createFile(unfinished.resolve("object-of another machine-1-1-2"));

    // When, then
    new DirectoryObjects(root);
    assertThat(ours).exists();
    assertThat(others).exists();

    // When, then
    Files.setLastModifiedTime(others, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    new DirectoryObjects(root);
    assertThat(ours).exists();
    assertThat(others).doesNotExist();
  }

  @Test
  void a_place_that_cannot_be_a_folder_is_refused_at_once() throws IOException {
    Path file = Files.writeString(root.resolve("file"), "");

    assertThatThrownBy(() -> new DirectoryObjects(file))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("make it a folder");
  }

  private Command writer(String bytes) {
    return Command.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-Xshare:auto",
        "-cp",
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
        Writer.class.getName(),
        root.toString(),
        bytes);
  }

  /** Runs in a JVM of its own: puts zeros into a directory. */
  static final class Writer {
    public static void main(String[] arguments) {
      long bytes = arguments[1].equals("endless") ? Long.MAX_VALUE : Long.parseLong(arguments[1]);
      try {
        new DirectoryObjects(Path.of(arguments[0])).put(new BoundedStream(new SlowZeros(), bytes));
      } catch (IOException failed) {
        System.out.println(failed.getMessage());
        System.exit(2);
      }
    }
  }

  /** A source that would bring about 100 MB each second. */
  private static final class SlowZeros extends InputStream {
    @Override
    public int read() {
      return 0;
    }

    @Override
    public int read(byte[] bytes, int offset, int count) {
      java.util.concurrent.locks.LockSupport.parkNanos(500_000);
      return count;
    }
  }
}
