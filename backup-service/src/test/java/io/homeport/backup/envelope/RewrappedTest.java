package io.homeport.backup.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.homeport.backup.MemoryObjects;
import io.homeport.backup.TestKeys;
import io.homeport.backup.Trouble;
import io.homeport.backup.keys.MasterKey;
import io.homeport.backup.keys.WrappedKey;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Master keys that follow one another, over objects that stay as they are. */
class RewrappedTest {

  private static final Label LABEL = new Label(BackupId.next(), Content.DATABASE);
  private static final int BYTES = 900_000;

  private final MemoryObjects objects = new MemoryObjects();
  private final Map<Digest, WrappedKey> later = new HashMap<>();

  @Test
  void what_was_rewrapped_is_read_without_the_key_before_and_no_data_is_read_for_it()
      throws Exception {
    // Given
    Digest stored = store(TestKeys.key(1));
    byte[] before = objects.contents.get(stored).clone();

    // When
    later.put(stored, vault(TestKeys.keys(2, 1)).rewrapped(stored, LABEL));

    // Then
    assertThat(objects.read.get()).isLessThan(200);
    assertThat(objects.contents.get(stored)).isEqualTo(before);
    assertThat(read(TestKeys.key(2), stored)).isEqualTo(plain());
  }

  @Test
  void keys_follow_one_another_any_number_of_times() throws Exception {
    Digest stored = store(TestKeys.key(1));

    for (int key = 2; key < 6; key++) {
      later.put(stored, vault(TestKeys.keys(key, key - 1)).rewrapped(stored, LABEL));
    }

    assertThat(later.get(stored).masterKeyId()).isEqualTo(TestKeys.key(5).id());
    assertThat(read(TestKeys.key(5), stored)).isEqualTo(plain());
    assertThatThrownBy(() -> read(TestKeys.key(4), stored)).isInstanceOf(Trouble.class);
  }

  @Test
  void without_the_key_before_nothing_is_rewrapped_and_it_is_named() throws Exception {
    Digest stored = store(TestKeys.key(1));

    assertThatThrownBy(() -> vault(TestKeys.key(2)).rewrapped(stored, LABEL))
        .isInstanceOf(Trouble.class)
        .hasMessageContaining(TestKeys.key(1).id());
  }

  @Test
  void a_key_of_another_object_opens_nothing() throws Exception {
    Digest stored = store(TestKeys.key(1));
    Label other = new Label(BackupId.next(), Content.DATABASE);
    Digest others = vault(TestKeys.key(1)).store(new ByteArrayInputStream(plain()), other).digest();
    later.put(stored, vault(TestKeys.keys(2, 1)).rewrapped(others, other));

    assertThatThrownBy(() -> read(TestKeys.key(2), stored)).isInstanceOf(DamagedEnvelope.class);
  }

  private Digest store(MasterKey key) throws IOException {
    return vault(key).store(new ByteArrayInputStream(plain()), LABEL).digest();
  }

  private byte[] read(MasterKey key, Digest stored) throws IOException {
    try (var in = vault(key).open(stored, LABEL)) {
      return in.readAllBytes();
    }
  }

  private Vault vault(MasterKey key) {
    return new Vault(objects, key, object -> Optional.ofNullable(later.get(object)));
  }

  private static byte[] plain() {
    byte[] bytes = new byte[BYTES];
    new Random(7).nextBytes(bytes);
    return bytes;
  }
}
