package io.homeport.deploy.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.homeport.contracts.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputTreeTest {
  private static final BuildLimits FEW =
      new BuildLimits(Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 1, 1, 1, 100, 3, 1);

  @TempDir Path folder;

  @Test
  void the_same_files_have_the_same_fingerprint_and_others_are_named() throws Exception {
    // Given
    write("one/index.html", "<h1>hello</h1>");
    write("one/assets/a.js", "1");
    write("two/assets/a.js", "1");
    write("two/index.html", "<h1>hello</h1>");
    write("three/index.html", "<h1>good day</h1>");
    write("three/assets/a.js", "1");
    write("three/b.css", "");

    // When
    OutputTree one = tree("one");
    OutputTree two = tree("two");
    OutputTree three = OutputTree.read(tree("three").json());

    // Then
    assertThat(one.json()).isEqualTo(two.json());
    assertThat(one.differences(two)).isEmpty();
    assertThat(one.differences(three)).containsExactly("b.css", "index.html");
  }

  @Test
  void more_files_than_may_be_published_are_refused() throws Exception {
    // Given
    for (int i = 0; i < 4; i++) {
      write("many/" + i, "");
    }

    // When
    BuildFailed failed = catchThrowableOfType(BuildFailed.class, () -> tree("many"));

    // Then
    assertThat(failed.failure().actor()).isEqualTo(Failure.Actor.USER);
    assertThat(failed.failure().what()).contains("more than 3 files");
  }

  @Test
  void more_bytes_than_may_be_published_are_refused() throws Exception {
    // Given
    write("large/video", "x".repeat(101));

    // Then
    assertThat(catchThrowableOfType(BuildFailed.class, () -> tree("large"))).isNotNull();
  }

  private OutputTree tree(String name) throws BuildFailed {
    return OutputTree.of(folder.resolve(name), FEW);
  }

  private void write(String path, String content) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
