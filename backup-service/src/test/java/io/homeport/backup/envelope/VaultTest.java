package io.homeport.backup.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.homeport.backup.MemoryObjects;
import io.homeport.backup.TestKeys;
import io.homeport.backup.Trouble;
import io.homeport.contracts.BackupId;
import io.homeport.objects.DirectoryObjects;
import io.homeport.processes.Command;
import io.homeport.processes.OsUser;
import io.homeport.processes.Processes;
import io.homeport.testkit.Scratch;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VaultTest {

  private static final Label LABEL = new Label(BackupId.next(), Content.DATABASE);

  @Test
  void a_disk_that_fills_up_is_told_to_the_operator_and_holds_nothing_afterwards()
      throws Exception {
    assumeTrue(OsUser.canSwitch(), "only root can mount a small disk");
    try (var scratch = Scratch.directory()) {
      Path disk = scratch.directory("disk");
      assumeTrue(
          Processes.run(
                  Command.of("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk.toString()))
              .succeeded(),
          "mounting is not allowed here");
      try {
        var vault = new Vault(new DirectoryObjects(disk), TestKeys.key(1));

        assertThatThrownBy(() -> vault.store(random(2_000_000), LABEL))
            .isInstanceOf(Trouble.class)
            .hasMessageContaining("No space left on device");

        try (var files = Files.walk(disk)) {
          assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
      } finally {
        Processes.run(Command.of("umount", disk.toString())).orThrow();
      }
    }
  }

  @Test
  void a_source_that_breaks_off_is_no_trouble_of_the_storage_and_stores_nothing() {
    var objects = new MemoryObjects();
    InputStream breaking =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("the dump broke off");
          }
        };

    assertThatThrownBy(() -> new Vault(objects, TestKeys.key(1)).store(breaking, LABEL))
        .isInstanceOf(IOException.class)
        .hasMessage("the dump broke off");
    assertThat(objects.contents).isEmpty();
  }

  private static InputStream random(int bytes) {
    byte[] content = new byte[bytes];
    new Random(1).nextBytes(content);
    return new ByteArrayInputStream(content);
  }
}
