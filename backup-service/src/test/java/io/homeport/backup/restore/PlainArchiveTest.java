package io.homeport.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.homeport.backup.AppsCluster;
import io.homeport.backup.MemoryObjects;
import io.homeport.backup.TestKeys;
import io.homeport.backup.dump.Manifest;
import io.homeport.backup.dump.Taking;
import io.homeport.backup.envelope.DamagedEnvelope;
import io.homeport.backup.envelope.Vault;
import io.homeport.backup.record.RecordPart;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlainArchiveTest {

  private final MemoryObjects objects = new MemoryObjects();
  private final Vault vault = new Vault(objects, TestKeys.key(1));

  @Test
  void nothing_is_given_away_of_an_archive_with_one_wrong_bit() throws Exception {
    // Given
    try (var apps = new AppsCluster()) {
      var records = new RecordPart(new MemoryObjects(), vault);
      var taking =
          new Taking(apps.superuser(), vault, Optional.empty(), records, 2, Duration.ofMinutes(3));
      Manifest manifest =
          taking.take(
              new Taking.Of(
                  BackupId.next(),
                  EnvironmentId.next(),
                  apps.databases().workshopDatabase(),
                  Optional.empty()));
      Digest stored = taking.store(manifest);
      var sound = PlainArchive.check(vault, manifest.backup(), stored);
      var out = new ByteArrayOutputStream();
      sound.writeTo(out);
      assertThat(out.size()).isEqualTo(sound.bytes());
      assertThat(Digest.of(out.toByteArray())).isEqualTo(sound.digest());

      // When
      byte[] archive = objects.contents.get(manifest.archive());
      archive[archive.length - 10] ^= 1;

      // Then
      assertThatThrownBy(() -> PlainArchive.check(vault, manifest.backup(), stored))
          .isInstanceOf(DamagedEnvelope.class);
      var rest = new ByteArrayOutputStream();
      assertThatThrownBy(() -> sound.writeTo(rest)).isInstanceOf(DamagedEnvelope.class);
      assertThat(rest.size()).isLessThan(out.size());
    }
  }
}
