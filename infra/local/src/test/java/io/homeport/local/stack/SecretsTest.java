package io.homeport.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
  @TempDir Path folder;

  @Test
  void a_password_is_made_once_and_kept() {
    var password = new Secrets(folder).password("one");

    assertThat(new Secrets(folder).password("one")).isEqualTo(password);
    assertThat(new Secrets(folder).password("other")).isNotEqualTo(password);
    assertThat(password.reveal()).matches("[A-Za-z0-9_-]{32}");
  }

  @Test
  void only_the_owner_reads_secrets() throws IOException {
    Path file = new Secrets(folder).masterKeyFile();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void the_master_key_has_32_bytes() throws IOException {
    String key = Files.readString(new Secrets(folder).masterKeyFile());

    assertThat(Base64.getDecoder().decode(key)).hasSize(32);
  }

  @Test
  void a_secret_does_not_print() {
    var secret = new Secrets(folder).password("one");

    assertThat(secret.toString()).doesNotContain(secret.reveal());
  }
}
