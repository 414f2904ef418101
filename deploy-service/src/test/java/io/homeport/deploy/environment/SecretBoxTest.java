package io.homeport.deploy.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.homeport.deploy.site.SupabaseReferences;
import io.homeport.processes.SecretBox;
import io.homeport.processes.SecretFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretBoxTest {
  private static final byte[] KEY = new byte[32];
  private static final byte[] SECRET = "the secret".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;

  @Test
  void what_was_sealed_is_opened_by_the_same_key_for_the_same_owner() {
    // Given
    var box = new SecretBox(KEY);

    // When
    byte[] sealed = box.seal("environment-1", SECRET);

    // Then
    assertThat(box.open("environment-1", sealed)).isEqualTo(SECRET);
    assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("the secret");
    assertThat(box.seal("environment-1", SECRET)).isNotEqualTo(sealed);
  }

  @Test
  void another_owner_another_key_or_a_flipped_bit_opens_nothing() {
    // Given
    var box = new SecretBox(KEY);
    byte[] sealed = box.seal("environment-1", SECRET);
    byte[] otherKey = KEY.clone();
    otherKey[31] = 1;
    byte[] damaged = sealed.clone();
    damaged[damaged.length - 1] ^= 1;

    // Then
    assertThatThrownBy(() -> box.open("environment-2", sealed))
        .isInstanceOf(SecretBox.CannotOpen.class);
    assertThatThrownBy(() -> new SecretBox(otherKey).open("environment-1", sealed))
        .isInstanceOf(SecretBox.CannotOpen.class)
        .hasMessageContaining("master key");
    assertThatThrownBy(() -> box.open("environment-1", damaged))
        .isInstanceOf(SecretBox.CannotOpen.class);
  }

  @Test
  void a_key_file_may_be_hexadecimal() throws Exception {
    // Given
    Path file = keyFile(HexFormat.of().formatHex(KEY) + "\n");

    // When
    byte[] sealed = SecretBox.withKeyFrom(file, SecretFile.Guard.MODE).seal("x", SECRET);

    // Then
    assertThat(new SecretBox(KEY).open("x", sealed)).isEqualTo(SECRET);
  }

  @Test
  void a_key_file_of_another_size_is_refused_with_the_accepted_forms() throws Exception {
    // Given
    Path file = keyFile("short");

    // Then
    assertThatThrownBy(() -> SecretBox.withKeyFrom(file, SecretFile.Guard.MODE))
        .hasMessageContaining("64 hexadecimal digits");
  }

  @Test
  void a_key_file_that_others_can_read_is_refused_with_the_way_to_mend_it() throws Exception {
    // Given
    Path file = keyFile(HexFormat.of().formatHex(KEY));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    // Then
    assertThatThrownBy(() -> SecretBox.withKeyFrom(file, SecretFile.Guard.MODE))
        .hasMessageContaining("mode 0644")
        .hasMessageContaining("chmod 600 " + file.toRealPath());
  }

  @Test
  void keys_are_tokens_of_their_role_and_do_not_print() {
    // When
    EnvironmentKeys keys = EnvironmentKeys.generate(Instant.EPOCH);

    // Then
    assertThat(SupabaseReferences.in(keys.anonKey()).publicKeys()).containsExactly(keys.anonKey());
    assertThat(SupabaseReferences.in(keys.serviceKey()).serviceKeys()).isOne();
    assertThat(keys.toString()).doesNotContain(keys.jwtSecret()).doesNotContain(keys.serviceKey());
    assertThat(EnvironmentKeys.read(keys.json())).isEqualTo(keys);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-a",
        "a-",
        "a--b",
        "A",
        "a_b",
        "a;rm -rf",
        "a.b",
        "0123456789012345678901234567890"
      })
  void a_name_that_is_no_part_of_a_host_is_refused(String name) {
    assertThat(DnsLabel.isValid(name)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"production", "a", "pr-12", "2fast"})
  void ordinary_names_are_taken(String name) {
    assertThat(DnsLabel.isValid(name)).isTrue();
  }

  private Path keyFile(String content) throws IOException {
    Path file = Files.writeString(folder.resolve("key"), content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }
}
