package io.homeport.backup.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.homeport.backup.TestKeys;
import io.homeport.backup.destination.Destination;
import io.homeport.backup.destination.Destinations;
import io.homeport.backup.destination.FaultyObjects;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.Digest;
import io.homeport.objects.ObjectMissing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading goes on where a copy is sound, and gives nothing out that was not authenticated. */
class SoundCopyTest {

  private static final Label LABEL = new Label(BackupId.next(), Content.DATABASE);
  private static final byte[] PLAIN = random(2_000_000);

  @TempDir Path folder;

  private final List<String> noticed = new ArrayList<>();
  private FaultyObjects first;
  private FaultyObjects second;
  private Vault vault;
  private Digest object;

  @BeforeEach
  void twoPlacesThatHaveIt() throws IOException {
    first = new FaultyObjects(folder.resolve("first"));
    second = new FaultyObjects(folder.resolve("second"));
    vault =
        new Vault(
            new Destinations(
                List.of(new Destination("first", first), new Destination("second", second))),
            TestKeys.key(1),
            (destination, digest, label, why) ->
                noticed.add(destination + " " + why.getClass().getSimpleName()));
    object = vault.store(new ByteArrayInputStream(PLAIN), LABEL).digest();
    second.put(new ByteArrayInputStream(first.bytes(object)));
  }

  @Test
  void the_first_is_read_where_it_is_sound() throws IOException {
    second.awayAfterBytes = 0;

    assertThat(read()).isEqualTo(PLAIN);
    assertThat(noticed).isEmpty();
  }

  @Test
  void a_missing_one_is_passed_over_and_noticed() throws IOException {
    first.delete(object);

    assertThat(read()).isEqualTo(PLAIN);
    assertThat(noticed).containsExactly("first ObjectMissing");
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 1_000, 1_000_000, 1_999_999})
  void reading_goes_on_elsewhere_from_the_byte_that_is_damaged(int at) throws IOException {
    byte[] rotten = first.bytes(object);
    rotten[at] ^= 16;
    first.replace(object, rotten);

    assertThat(read()).isEqualTo(PLAIN);
    assertThat(noticed).singleElement().asString().startsWith("first ");
  }

  @Test
  void a_truncated_one_is_left_where_it_ends() throws IOException {
    first.replace(object, Arrays.copyOf(first.bytes(object), 900_000));

    assertThat(read()).isEqualTo(PLAIN);
    assertThat(noticed).hasSize(1);
  }

  @Test
  void another_backup_under_its_name_is_passed_over() throws IOException {
    var other = new Label(BackupId.next(), Content.DATABASE);
    Digest stored = vault.store(new ByteArrayInputStream(random(500_000)), other).digest();
    first.replace(object, first.bytes(stored));

    assertThat(read()).isEqualTo(PLAIN);
    assertThat(noticed).containsExactly("first DamagedEnvelope");
  }

  @Test
  void a_place_that_goes_away_in_the_middle_is_left_and_is_not_called_damaged() throws IOException {
    first.awayAfterBytes = 1_200_000;

    assertThat(read()).isEqualTo(PLAIN);
    assertThat(noticed).isEmpty();
  }

  @Test
  void what_is_damaged_everywhere_is_damaged() throws IOException {
    byte[] rotten = first.bytes(object);
    rotten[1_500_000] ^= 1;
    first.replace(object, rotten);
    byte[] rottenToo = second.bytes(object);
    rottenToo[1_900_000] ^= 1;
    second.replace(object, rottenToo);

    assertThatThrownBy(this::read).isInstanceOf(DamagedEnvelope.class);
    assertThat(noticed).hasSize(2);
  }

  @Test
  void one_that_is_only_away_may_be_sound_so_that_the_failure_is_no_damage() {
    second.awayAfterBytes = 0;

    assertThatThrownBy(
            () -> {
              first.delete(object);
              read();
            })
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(ObjectMissing.class)
        .hasMessageContaining("not connected");
  }

  private byte[] read() throws IOException {
    try (var in = vault.open(object, LABEL)) {
      return in.readAllBytes();
    }
  }

  private static byte[] random(int bytes) {
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    return content;
  }
}
