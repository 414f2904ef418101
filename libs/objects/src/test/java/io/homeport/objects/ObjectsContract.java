package io.homeport.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.homeport.contracts.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every store of objects does. */
abstract class ObjectsContract {
  static final byte[] CONTENT = "the content".getBytes(StandardCharsets.UTF_8);
  static final Digest ABSENT = Digest.of("never stored".getBytes(StandardCharsets.UTF_8));

  abstract Objects objects();

  /** Everything that the store holds, unfinished writes included. */
  abstract int stored() throws IOException;

  /** Changes stored bytes behind the back of the store. */
  abstract void replace(Digest digest, byte[] bytes) throws IOException;

  @Test
  void what_is_put_comes_back_under_the_digest_of_its_bytes() throws IOException {
    var digest = put(CONTENT);

    assertThat(digest).isEqualTo(Digest.of(CONTENT));
    assertThat(read(digest)).isEqualTo(CONTENT);
    assertThat(objects().has(digest)).isTrue();
    assertThat(objects().size(digest)).isEqualTo(CONTENT.length);
  }

  @Test
  void an_empty_object_is_an_object() throws IOException {
    var digest = put(new byte[0]);

    assertThat(read(digest)).isEmpty();
    assertThat(objects().size(digest)).isZero();
  }

  @Test
  void a_large_object_comes_back() throws IOException {
    byte[] large = new byte[12 << 20];
    new Random(1).nextBytes(large);

    var digest = put(large);

    assertThat(digest).isEqualTo(Digest.of(large));
    assertThat(Digest.of(read(digest))).isEqualTo(digest);
  }

  @Test
  void the_same_content_is_stored_once() throws IOException {
    put(CONTENT);
    put(CONTENT);

    assertThat(stored()).isEqualTo(1);
  }

  @Test
  void writers_of_the_same_content_at_once_do_not_disturb_each_other() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var digests = new ArrayList<Future<Digest>>();
      for (int writer = 0; writer < 16; writer++) {
        digests.add(threads.submit(() -> put(CONTENT)));
      }
      for (var digest : digests) {
        assertThat(digest.get()).isEqualTo(Digest.of(CONTENT));
      }
    }
    assertThat(stored()).isEqualTo(1);
    assertThat(read(Digest.of(CONTENT))).isEqualTo(CONTENT);
  }

  @Test
  void a_stream_that_fails_leaves_nothing() throws IOException {
    var failing =
        new SequenceInputStream(new ByteArrayInputStream(new byte[1 << 20]), new FailingStream());

    assertThatThrownBy(() -> objects().put(failing))
        .isInstanceOf(IOException.class)
        .hasMessage("cut off");

    assertThat(stored()).isZero();
  }

  @Test
  void a_missing_object_is_said_to_be_missing() throws IOException {
    assertThat(objects().has(ABSENT)).isFalse();
    assertThatThrownBy(() -> objects().open(ABSENT))
        .isInstanceOf(ObjectMissing.class)
        .hasMessageContaining(ABSENT.toString());
    assertThatThrownBy(() -> objects().size(ABSENT)).isInstanceOf(ObjectMissing.class);
  }

  @Test
  void a_deleted_object_is_gone_and_deleting_it_again_does_nothing() throws IOException {
    var digest = put(CONTENT);

    objects().delete(digest);
    objects().delete(digest);

    assertThat(objects().has(digest)).isFalse();
    assertThat(stored()).isZero();
  }

  @Test
  void changed_bytes_are_noticed() throws IOException {
    var digest = put(CONTENT);
    replace(digest, "the c0ntent".getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> read(digest))
        .isInstanceOf(ObjectCorrupt.class)
        .hasMessageContaining(digest.toString());
  }

  @Test
  void changed_bytes_are_noticed_by_a_reader_that_never_asks_for_the_end() throws IOException {
    var digest = put(CONTENT);
    replace(digest, "the c0ntent".getBytes(StandardCharsets.UTF_8));

    try (var content = objects().open(digest)) {
      assertThatThrownBy(() -> content.readNBytes(CONTENT.length))
          .isInstanceOf(ObjectCorrupt.class);
    }
  }

  @Test
  void missing_bytes_are_noticed_by_readers_of_single_bytes_and_by_skipping() throws IOException {
    var digest = put(CONTENT);
    replace(digest, new byte[] {'t', 'h', 'e'});

    try (var content = objects().open(digest)) {
      assertThatThrownBy(
              () -> {
                content.read();
                content.skipNBytes(2);
              })
          .isInstanceOf(ObjectCorrupt.class);
    }
  }

  @Test
  void storing_the_content_again_heals_a_shortened_object() throws IOException {
    var digest = put(CONTENT);
    replace(digest, new byte[] {1});

    put(CONTENT);

    assertThat(read(digest)).isEqualTo(CONTENT);
  }

  @Test
  void a_copy_of_a_known_object_comes_back() throws IOException {
    byte[] large = new byte[20 << 20];
    new Random(2).nextBytes(large);
    for (byte[] content : List.of(CONTENT, new byte[0], large)) {
      var digest = Digest.of(content);

      objects().copy(new ByteArrayInputStream(content), digest, content.length);

      assertThat(Digest.of(read(digest))).isEqualTo(digest);
    }
  }

  @Test
  void a_copy_that_brings_other_bytes_or_too_few_stores_nothing() throws IOException {
    byte[] large = new byte[20 << 20];
    for (byte[] content : List.of(CONTENT, large)) {
      for (int missing = 0; missing < 2; missing++) {
        var other = new ByteArrayInputStream(content, missing, content.length - missing);

        assertThatThrownBy(() -> objects().copy(other, ABSENT, content.length))
            .isInstanceOf(ObjectCorrupt.class);
      }
    }
    assertThat(stored()).isZero();
  }

  @Test
  void a_copy_takes_the_place_of_damaged_bytes_of_its_size_once_it_is_whole() throws IOException {
    // Given
    var digest = put(CONTENT);
    byte[] damaged = CONTENT.clone();
    damaged[3] ^= 1;
    replace(digest, damaged);

    // When, then
    assertThatThrownBy(
            () -> objects().copy(new ByteArrayInputStream(damaged), digest, CONTENT.length))
        .isInstanceOf(ObjectCorrupt.class);
    assertThat(objects().has(digest)).isTrue();

    // When
    objects().copy(new ByteArrayInputStream(CONTENT), digest, CONTENT.length);

    // Then
    assertThat(read(digest)).isEqualTo(CONTENT);
  }

  @Test
  void a_stream_may_be_closed_before_its_end() throws IOException {
    var digest = put(new byte[4 << 20]);
    for (int times = 0; times < 100; times++) {
      try (var content = objects().open(digest)) {
        assertThat(content.read()).isZero();
      }
    }
    assertThat(read(digest)).hasSize(4 << 20);
  }

  Digest put(byte[] content) throws IOException {
    return objects().put(new ByteArrayInputStream(content));
  }

  byte[] read(Digest digest) throws IOException {
    try (var content = objects().open(digest)) {
      return content.readAllBytes();
    }
  }

  static final class FailingStream extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("cut off");
    }
  }
}
