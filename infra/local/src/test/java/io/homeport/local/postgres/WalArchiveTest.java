package io.homeport.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.homeport.local.PartFailed;
import io.homeport.local.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalArchiveTest {

  @TempDir Path folder;

  @Test
  void a_repository_is_not_begun_below_a_disk_that_is_not_mounted() throws IOException {
    // Given
    Path disk = Files.createDirectory(folder.resolve("disk"));
    Path named = disk.resolve("homeport");
    WalArchive archive = archive(named.resolve("postgres-apps"));

    // When
    assertThatThrownBy(() -> archive.prepare(folder.resolve("data"), 1))
        .isInstanceOf(PartFailed.class)
        .hasMessageContaining(named.toString())
        .hasMessageContaining("HOMEPORT_ARCHIVE_FOLDER");

    // Then
    assertThat(disk).isEmptyDirectory();
  }

  private WalArchive archive(Path repository) {
    return new WalArchive(
        Path.of("/usr/bin/pgbackrest"),
        folder.resolve("archive"),
        repository,
        new Secret("the-key-of-the-archive"),
        30,
        4);
  }
}
