package io.homeport.deploy.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskGuardTest {
  private static final int MOST = 8 << 20;
  private static final long LONG_ENOUGH_MILLIS = 1_500;

  @TempDir Path folder;

  @Test
  void work_that_writes_more_than_it_may_is_ended() throws IOException {
    // Given
    Path own = Files.createDirectory(folder.resolve("own"));
    try (var guard = new DiskGuard(MOST, own)) {

      // When
      Files.write(own.resolve("much"), new byte[MOST + 1]);

      // Then
      assertThatThrownBy(() -> Thread.sleep(20_000)).isInstanceOf(InterruptedException.class);
      assertThat(guard.tripped()).isTrue();
    }
  }

  @Test
  void what_others_write_is_not_held_against_it() throws Exception {
    // Given
    Path own = Files.createDirectory(folder.resolve("own"));
    try (var guard = new DiskGuard(MOST, own)) {

      // When
      Files.write(folder.resolve("of-another"), new byte[2 * MOST]);
      Thread.sleep(LONG_ENOUGH_MILLIS);

      // Then
      assertThat(guard.tripped()).isFalse();
    }
  }
}
