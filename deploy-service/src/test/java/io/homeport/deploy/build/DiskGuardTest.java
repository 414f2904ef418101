package io.homeport.deploy.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskGuardTest {
  private static final int MOST = 8 << 20;
  private static final long LONG_ENOUGH_MILLIS = 1_500;

  @TempDir Path folder;
  private final AtomicLong free = new AtomicLong(1L << 40);

  @Test
  void work_that_writes_more_than_it_may_is_ended() throws IOException {
    // Given
    try (var guard = new DiskGuard(MOST, free::get, List.of(folder))) {

      // When
      Files.write(folder.resolve("much"), new byte[MOST + 1]);
      free.addAndGet(-MOST - 1);

      // Then
      assertThatThrownBy(() -> Thread.sleep(20_000)).isInstanceOf(InterruptedException.class);
      assertThat(guard.tripped()).isTrue();
    }
  }

  @Test
  void what_others_write_is_not_held_against_it() throws Exception {
    // Given
    try (var guard = new DiskGuard(MOST, free::get, List.of(folder))) {

      // When
      Files.write(folder.resolve("some"), new byte[MOST / 2]);
      free.addAndGet(-2 * MOST);
      Thread.sleep(LONG_ENOUGH_MILLIS);

      // Then
      assertThat(guard.tripped()).isFalse();
    }
  }

  @Test
  void a_disk_that_is_nearly_full_ends_it_whosever_the_files_are() {
    // Given
    try (var guard = new DiskGuard(MOST, free::get, List.of(folder))) {

      // When
      free.set(1 << 20);

      // Then
      assertThatThrownBy(() -> Thread.sleep(20_000)).isInstanceOf(InterruptedException.class);
      assertThat(guard.tripped()).isTrue();
    }
  }
}
