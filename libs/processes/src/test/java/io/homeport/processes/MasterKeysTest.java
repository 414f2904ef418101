package io.homeport.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another master key takes the place of the one in use, while what was sealed stays readable. */
class MasterKeysTest {
  private static final byte[] OLD = key(1);
  private static final byte[] NEW = key(2);
  private static final byte[] SECRET = "the secret".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;

  @Test
  void a_new_key_before_the_old_one_seals_and_both_open() throws Exception {
    // Given
    Path file = keyFile(HexFormat.of().formatHex(OLD) + "\n", 1);
    var box = SecretBox.withKeyFrom(file, SecretFile.Guard.MODE);
    byte[] before = box.seal("shop", SECRET);

    // When
    keyFile(HexFormat.of().formatHex(NEW) + "\n" + HexFormat.of().formatHex(OLD) + "\n", 2);
    byte[] after = box.seal("shop", SECRET);

    // Then
    assertThat(box.open("shop", before)).isEqualTo(SECRET);
    assertThat(new SecretBox(NEW).open("shop", after)).isEqualTo(SECRET);
    assertThat(SecretBox.masterKeyOf(after)).contains(box.currentKey());
    assertThat(SecretBox.masterKeyOf(before)).isNotEqualTo(SecretBox.masterKeyOf(after));
  }

  @Test
  void what_is_rewrapped_needs_the_old_key_no_more_and_is_rewrapped_once() {
    // Given
    byte[] sealed = new SecretBox(OLD).seal("shop", SECRET);
    var both = new SecretBox(MasterKeys.of(NEW, OLD));

    // When
    byte[] rewrapped = both.rewrapped("shop", sealed).orElseThrow();

    // Then
    assertThat(new SecretBox(NEW).open("shop", rewrapped)).isEqualTo(SECRET);
    assertThat(both.rewrapped("shop", rewrapped)).isEmpty();
    assertThatThrownBy(() -> new SecretBox(NEW).open("shop", sealed))
        .isInstanceOf(SecretBox.CannotOpen.class)
        .hasMessageContaining(new SecretBox(OLD).currentKey())
        .hasMessageContaining("does not hold");
    assertThat(Arrays.copyOfRange(rewrapped, 69, rewrapped.length))
        .as("what was encrypted is not encrypted again")
        .isEqualTo(Arrays.copyOfRange(sealed, 69, sealed.length));
  }

  @Test
  void a_rewrapped_secret_is_still_bound_to_its_owner() {
    byte[] sealed = new SecretBox(OLD).seal("shop", SECRET);
    var both = new SecretBox(MasterKeys.of(NEW, OLD));

    assertThatThrownBy(() -> both.rewrapped("other", sealed))
        .isInstanceOf(SecretBox.CannotOpen.class);
  }

  @Test
  void secrets_that_were_sealed_before_keys_had_names_open_and_get_a_name() throws Exception {
    // Given
    byte[] sealed = sealedAtFirst(OLD, "shop", SECRET);
    var both = new SecretBox(MasterKeys.of(NEW, OLD));

    // Then
    assertThat(both.open("shop", sealed)).isEqualTo(SECRET);
    assertThat(SecretBox.masterKeyOf(sealed)).isEmpty();
    assertThat(new SecretBox(NEW).open("shop", both.rewrapped("shop", sealed).orElseThrow()))
        .isEqualTo(SECRET);
    assertThatThrownBy(() -> new SecretBox(NEW).open("shop", sealed))
        .isInstanceOf(SecretBox.CannotOpen.class);
  }

  @Test
  void while_the_file_cannot_be_used_the_keys_read_before_are_used_on() throws Exception {
    // Given
    Path file = keyFile(HexFormat.of().formatHex(OLD), 1);
    var box = SecretBox.withKeyFrom(file, SecretFile.Guard.MODE);
    byte[] sealed = box.seal("shop", SECRET);

    // When
    keyFile("half a k", 2);

    // Then
    assertThat(box.open("shop", sealed)).isEqualTo(SECRET);
  }

  /** The form that the first version wrote. */
  private static byte[] sealedAtFirst(byte[] key, String owner, byte[] secret)
      throws GeneralSecurityException {
    byte[] nonce = new byte[12];
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
    cipher.updateAAD(owner.getBytes(StandardCharsets.UTF_8));
    byte[] content = cipher.doFinal(secret);
    byte[] sealed = Arrays.copyOf(new byte[] {1}, 13 + content.length);
    System.arraycopy(content, 0, sealed, 13, content.length);
    return sealed;
  }

  private static byte[] key(int last) {
    byte[] key = new byte[32];
    key[31] = (byte) last;
    return key;
  }

  private Path keyFile(String content, int second) throws IOException {
    Path file = Files.writeString(folder.resolve("key"), content);
    Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(second)));
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }
}
