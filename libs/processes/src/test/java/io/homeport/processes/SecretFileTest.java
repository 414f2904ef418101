package io.homeport.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFileTest {

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("key").toAbsolutePath(), "secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-------", "r--------", "rwx--x--x"})
  void a_file_that_its_owner_alone_reads_is_read(String mode) throws IOException {
    mode(mode);

    assertThat(SecretFile.read(file, SecretFile.Guard.MODE)).asString().isEqualTo("secret");
  }

  @ParameterizedTest
  @CsvSource({
    "rw-r-----, 0640",
    "rw----r--, 0604",
    "rw--w----, 0620",
    "rw-----w-, 0602",
    "rw-r--r--, 0644"
  })
  void a_file_that_others_read_or_write_is_refused_with_its_mode_and_the_remedy(
      String mode, String octal) throws IOException {
    mode(mode);

    assertThatThrownBy(() -> SecretFile.read(file, SecretFile.Guard.MODE))
        .isInstanceOf(SecretFile.Exposed.class)
        .hasMessageContaining("mode " + octal)
        .hasMessageContaining("chmod 600 " + file.toRealPath())
        .hasMessageNotContaining("secret");
  }

  @Test
  void a_link_is_judged_by_the_file_it_leads_to() throws IOException {
    mode("rw-r--r--");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);

    assertThatThrownBy(() -> SecretFile.read(link, SecretFile.Guard.MODE))
        .isInstanceOf(SecretFile.Exposed.class);
    mode("rw-------");
    assertThat(SecretFile.read(link, SecretFile.Guard.MODE)).asString().isEqualTo("secret");
  }

  @Test
  void a_file_that_another_user_owns_is_refused() throws IOException {
    assumeTrue(OsUser.canSwitch(), "only root can give a file away");
    mode("rw-------");
    var users = file.getFileSystem().getUserPrincipalLookupService();
    Files.setOwner(file, users.lookupPrincipalByName("nobody"));

    assertThatThrownBy(() -> SecretFile.read(file, SecretFile.Guard.MODE))
        .isInstanceOf(SecretFile.Exposed.class)
        .hasMessageContaining("chown");
  }

  @Test
  void a_file_that_a_container_guards_may_have_any_mode() throws IOException {
    mode("rw-r--r--");

    assertThat(SecretFile.read(file, SecretFile.Guard.MOUNT)).asString().isEqualTo("secret");
  }

  private void mode(String mode) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }
}
