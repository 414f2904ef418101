package io.homeport.backup.own;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.backup.TestKeys;
import io.homeport.backup.postgres.Login;
import io.homeport.backup.postgres.Secret;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnWorkerTest {

  private static final Instant MIDNIGHT = Instant.parse("2026-03-01T00:00:00Z");

  @TempDir Path temporary;
  private final OwnWorker worker = new OwnWorker();
  private OwnFolder folder;

  @BeforeEach
  void start() {
    folder = new OwnFolder(temporary.resolve("own"), false);
    worker.taking =
        Optional.of(
            new OwnTaking(
                new Login("127.0.0.1", 1, "nobody", new Secret("")),
                TestKeys.key(1),
                folder,
                temporary.resolve("drills"),
                2,
                Duration.ofMinutes(1)));
    worker.meters = new SimpleMeterRegistry();
    worker.clock = Clock.fixed(MIDNIGHT.plusSeconds(60), ZoneOffset.UTC);
    worker.measure(new StartupEvent());
  }

  @Test
  void a_set_that_a_power_cut_left_empty_is_told_of_and_holds_up_nothing() throws Exception {
    // Given
    publish(MIDNIGHT.minus(Duration.ofDays(2)));
    publish(MIDNIGHT.minus(Duration.ofDays(1)));
    publish(MIDNIGHT);
    Path empty = folder.path().resolve("homeport-20260301T000030Z");
    Files.createDirectory(empty);
    Files.createFile(empty.resolve(OwnSet.FILE));

    // When
    folder.keepNewest(2);

    // Then
    assertThat(worker.seen().kept()).hasSize(2);
    assertThat(worker.seen().problem().orElseThrow().what()).contains(empty.toString());
    assertThat(age()).isEqualTo(60);
    assertThat(folder.isDue(Duration.ofDays(1), MIDNIGHT.plusSeconds(60))).isFalse();
  }

  @Test
  void a_disk_that_fails_is_told_of_and_left_alone_for_a_while() throws Exception {
    // Given
    Files.createFile(folder.path());

    // When
    worker.run();

    // Then
    assertThat(worker.seen().problem().orElseThrow().what())
        .startsWith("Homeport's own databases were not copied")
        .contains(folder.path().toString());

    // When
    Files.delete(folder.path());
    worker.run();

    // Then
    assertThat(folder.path()).doesNotExist();
  }

  private void publish(Instant at) throws IOException {
    Files.createDirectories(folder.path());
    folder.publish(folder.make(), OwnSet.of(at, "key", List.of()));
  }

  private double age() {
    return worker.meters.get("homeport.own.backup.age").gauge().value();
  }
}
