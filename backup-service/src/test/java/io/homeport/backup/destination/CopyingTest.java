package io.homeport.backup.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.homeport.backup.Trouble;
import io.homeport.contracts.Digest;
import io.homeport.contracts.Failure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is at a destination after copying is whole, whatever places do meanwhile. */
class CopyingTest {

  private static final byte[] CONTENT = random(1, 300_000);

  @TempDir Path folder;

  private FaultyObjects near;
  private FaultyObjects far;
  private FaultyObjects third;
  private Copying copying;
  private Digest object = Digest.of(CONTENT);

  @BeforeEach
  void threePlacesOfWhichTheFirstHasIt() throws IOException {
    near = new FaultyObjects(folder.resolve("near"));
    far = new FaultyObjects(folder.resolve("far"));
    third = new FaultyObjects(folder.resolve("third"));
    var all =
        new Destinations(
            List.of(
                new Destination("near", near),
                new Destination("third", third),
                new Destination("far", far)));
    copying = Copying.to(all.named("far").orElseThrow(), all);
    object = near.put(new ByteArrayInputStream(CONTENT));
  }

  @Test
  void what_is_not_there_is_copied_and_what_is_there_is_not_sent_again() throws IOException {
    assertThat(copying.bring(object, false)).isTrue();
    assertThat(copying.bring(object, false)).isFalse();

    assertThat(far.bytes(object)).isEqualTo(CONTENT);
    assertThat(far.writes).isEqualTo(1);
  }

  @Test
  void a_full_destination_is_told_as_such_and_has_nothing_of_it() {
    far.room = 100_000;

    assertThatThrownBy(() -> copying.bring(object, false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("No space left on device");
    assertThat(far.has(object)).isFalse();
  }

  @Test
  void an_upload_that_succeeds_without_its_bytes_is_noticed() {
    far.forgetful = true;

    assertThatThrownBy(() -> copying.bring(object, false))
        .isInstanceOfSatisfying(
            Trouble.class,
            trouble -> assertThat(trouble.failure().actor()).isEqualTo(Failure.Actor.RETRY))
        .hasMessageContaining("far took " + object)
        .hasMessageNotContaining(folder.toString());
  }

  @Test
  void rotten_bytes_of_the_right_size_are_replaced() throws IOException {
    copying.bring(object, false);
    byte[] rotten = CONTENT.clone();
    rotten[200_000] ^= 4;
    far.replace(object, rotten);

    copying.bring(object, false);

    assertThat(far.bytes(object)).isEqualTo(CONTENT);
  }

  @Test
  void a_glance_takes_what_is_there_to_be_whole() throws IOException {
    far.replace(object, random(3, CONTENT.length));

    assertThat(copying.bring(object, true)).isFalse();
  }

  @Test
  void a_truncated_copy_is_replaced() throws IOException {
    far.replace(object, Arrays.copyOf(CONTENT, 1000));

    copying.bring(object, false);

    assertThat(far.bytes(object)).isEqualTo(CONTENT);
  }

  @Test
  void another_backup_under_its_name_is_replaced() throws IOException {
    far.replace(object, random(2, 500_000));

    copying.bring(object, false);

    assertThat(far.bytes(object)).isEqualTo(CONTENT);
  }

  @Test
  void a_source_that_is_rotten_is_passed_over_for_one_that_is_sound() throws IOException {
    third.put(new ByteArrayInputStream(CONTENT));
    byte[] rotten = CONTENT.clone();
    rotten[299_999] ^= 1;
    near.replace(object, rotten);

    copying.bring(object, false);

    assertThat(far.bytes(object)).isEqualTo(CONTENT);
  }

  @Test
  void a_source_that_goes_away_in_the_middle_is_passed_over_for_one_that_stays()
      throws IOException {
    third.put(new ByteArrayInputStream(CONTENT));
    near.awayAfterBytes = 150_000;

    copying.bring(object, false);

    assertThat(far.bytes(object)).isEqualTo(CONTENT);
  }

  @Test
  void a_source_that_is_away_is_no_reason_to_give_up() {
    near.awayAfterBytes = 150_000;

    assertThatThrownBy(() -> copying.bring(object, false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("near")
        .hasMessageContaining("not connected")
        .hasMessageNotContaining(folder.toString());
    assertThat(far.has(object)).isFalse();
  }

  @Test
  void what_is_nowhere_sound_is_for_the_operator_and_keeps_its_bytes() throws IOException {
    byte[] atNear = random(5, CONTENT.length);
    byte[] atFar = random(6, CONTENT.length);
    near.replace(object, atNear);
    far.replace(object, atFar);

    assertNowhereSound(copying);
    assertNowhereSound(
        new Copying(new Destination("near", near), List.of(new Destination("far", far))));
    assertNowhereSound(Copying.to(new Destination("near", near), Destinations.only(near)));

    assertThat(near.bytes(object)).isEqualTo(atNear);
    assertThat(far.bytes(object)).isEqualTo(atFar);
  }

  @Test
  void damaged_bytes_stay_while_the_sound_ones_are_away() throws IOException {
    byte[] damaged = random(7, CONTENT.length);
    far.replace(object, damaged);
    near.awayAfterBytes = 150_000;

    assertThatThrownBy(() -> copying.bring(object, false)).isInstanceOf(IOException.class);

    assertThat(far.bytes(object)).isEqualTo(damaged);
  }

  private void assertNowhereSound(Copying some) {
    assertThatThrownBy(() -> some.bring(object, false))
        .isInstanceOfSatisfying(
            Trouble.class,
            trouble -> assertThat(trouble.failure().actor()).isEqualTo(Failure.Actor.OPERATOR))
        .hasMessageContaining("No other destination has " + object);
  }

  @Test
  void a_slow_place_is_waited_for() throws IOException {
    near.slowMillis = 20;

    assertThat(copying.bring(object, false)).isTrue();
  }

  @Test
  void a_place_that_can_keeps_what_it_has_until_then() throws IOException {
    var until = Instant.parse("2027-01-01T00:00:00Z");
    assertThat(copying.lock(List.of(object), until)).isFalse();

    far.canLock = true;

    assertThat(copying.lock(List.of(object), until)).isTrue();
    assertThat(far.locked).containsExactly(Map.entry(object, until));
  }

  private static byte[] random(int seed, int bytes) {
    byte[] content = new byte[bytes];
    new Random(seed).nextBytes(content);
    return content;
  }
}
