package io.homeport.backup.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.homeport.backup.TestKeys;
import io.homeport.backup.Trouble;
import io.homeport.backup.keys.MasterKey;
import io.homeport.contracts.BackupId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that was changed in storage is ever read as if it were genuine. */
class EnvelopeTest {

  private static final MasterKey MASTER = TestKeys.key(1);
  private static final Label LABEL = new Label(BackupId.next(), Content.DATABASE);
  private static final int FRAME_START = 5;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 262_143, 262_144, 262_145, 600_000})
  void what_comes_out_is_what_went_in(int bytes) throws IOException {
    byte[] plain = random(bytes);

    assertThat(read(write(plain))).isEqualTo(plain);
  }

  @Test
  void the_vault_compresses_before_it_encrypts() throws IOException {
    byte[] plain = "the same again and again ".repeat(40_000).getBytes();
    var objects = new io.homeport.backup.MemoryObjects();
    var vault = new Vault(objects, MASTER);

    var stored = vault.store(new ByteArrayInputStream(plain), LABEL);

    assertThat(stored.bytes()).isLessThan(plain.length / 20);
    assertThat(vault.open(stored.digest(), LABEL).readAllBytes()).isEqualTo(plain);
  }

  @Test
  void a_flipped_bit_anywhere_is_noticed() {
    byte[] sealed = write(random(300_000));
    var random = new Random(7);
    for (int i = 0; i < 300; i++) {
      byte[] changed = sealed.clone();
      int at = i < 120 ? i : random.nextInt(sealed.length);
      changed[at] ^= (byte) (1 << random.nextInt(8));

      assertThatThrownBy(() -> read(changed))
          .as("byte %d", at)
          .isInstanceOfAny(DamagedEnvelope.class, Trouble.class);
    }
  }

  @Test
  void an_end_that_is_missing_is_noticed_wherever_it_was_cut() {
    byte[] sealed = write(random(700_000));
    List<byte[]> frames = frames(sealed);
    int firstFrame = sealed.length - frames.stream().mapToInt(each -> each.length).sum();
    var cuts = new ArrayList<>(List.of(0, 5, 20, firstFrame, firstFrame + 3, sealed.length - 1));
    cuts.add(firstFrame + frames.get(0).length);
    cuts.add(firstFrame + frames.get(0).length + frames.get(1).length);
    for (int cut : cuts) {
      assertThatThrownBy(() -> read(Arrays.copyOf(sealed, cut)))
          .as("cut at %d", cut)
          .isInstanceOf(DamagedEnvelope.class);
    }
  }

  @Test
  void frames_in_another_order_are_noticed() {
    byte[] sealed = write(random(700_000));
    List<byte[]> frames = frames(sealed);
    Collections.swap(frames, 0, 1);

    assertThatThrownBy(() -> read(join(sealed, frames)))
        .isInstanceOf(DamagedEnvelope.class)
        .hasMessageContaining("frame 0");
  }

  @Test
  void a_frame_left_out_or_repeated_is_noticed() {
    byte[] sealed = write(random(900_000));
    List<byte[]> without = frames(sealed);
    without.remove(1);
    List<byte[]> twice = frames(sealed);
    twice.add(1, twice.get(1));

    assertThatThrownBy(() -> read(join(sealed, without))).isInstanceOf(DamagedEnvelope.class);
    assertThatThrownBy(() -> read(join(sealed, twice))).isInstanceOf(DamagedEnvelope.class);
  }

  @Test
  void a_frame_of_another_backup_is_noticed() {
    byte[] sealed = write(random(700_000));
    byte[] other = write(random(700_000));
    List<byte[]> mixed = frames(sealed);
    mixed.set(1, frames(other).get(1));

    assertThatThrownBy(() -> read(join(sealed, mixed))).isInstanceOf(DamagedEnvelope.class);
  }

  @Test
  void something_behind_the_end_is_noticed() {
    byte[] sealed = write(random(1000));

    assertThatThrownBy(() -> read(Arrays.copyOf(sealed, sealed.length + 1)))
        .hasMessageContaining("something follows");
  }

  @Test
  void a_writer_that_did_not_finish_wrote_no_end() throws IOException {
    var out = new ByteArrayOutputStream();
    var writer = new EnvelopeWriter(out, MASTER, LABEL);
    writer.write(random(600_000));

    assertThatThrownBy(() -> read(out.toByteArray())).hasMessageContaining("cut off");
  }

  @Test
  void the_manifest_of_a_backup_is_not_taken_for_its_archive() {
    byte[] sealed = write(random(100));

    assertThatThrownBy(() ->
            new EnvelopeReader(
                new ByteArrayInputStream(sealed), MASTER, new Label(LABEL.of(), Content.MANIFEST)))
        .hasMessageContaining("belongs to something else");
  }

  @Test
  void another_master_key_is_named_so_that_the_operator_can_find_the_right_one() {
    byte[] sealed = write(random(100));

    assertThatThrownBy(
            () -> new EnvelopeReader(new ByteArrayInputStream(sealed), TestKeys.key(2), LABEL))
        .isInstanceOf(Trouble.class)
        .hasMessageContaining(MASTER.id())
        .hasMessageContaining(TestKeys.key(2).id());
  }

  private static byte[] random(int bytes) {
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    return content;
  }

  private static byte[] write(byte[] plain) {
    var out = new ByteArrayOutputStream();
    try {
      var writer = new EnvelopeWriter(out, MASTER, LABEL);
      writer.write(plain);
      writer.finish();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return out.toByteArray();
  }

  private static byte[] read(byte[] sealed) throws IOException {
    try (var reader = new EnvelopeReader(new ByteArrayInputStream(sealed), MASTER, LABEL)) {
      return reader.readAllBytes();
    }
  }

  /** The frames, cut as the format says: flag, length, bytes. */
  private static List<byte[]> frames(byte[] sealed) {
    var frames = new ArrayList<byte[]>();
    int at = headerBytes();
    while (at < sealed.length) {
      int length = java.nio.ByteBuffer.wrap(sealed, at + 1, 4).getInt();
      frames.add(Arrays.copyOfRange(sealed, at, at + FRAME_START + length));
      at += FRAME_START + length;
    }
    return frames;
  }

  private static byte[] join(byte[] sealed, List<byte[]> frames) {
    var out = new ByteArrayOutputStream();
    out.write(sealed, 0, headerBytes());
    frames.forEach(out::writeBytes);
    return out.toByteArray();
  }

  private static int headerBytes() {
    return 8
        + 1
        + Label.BYTES
        + 1
        + MASTER.id().length()
        + io.homeport.backup.keys.WrappedKey.BYTES;
  }
}
