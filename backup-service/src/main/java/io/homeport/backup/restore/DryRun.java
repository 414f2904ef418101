package io.homeport.backup.restore;

import io.homeport.backup.dump.Manifest;
import io.homeport.backup.dump.Taking;
import io.homeport.backup.envelope.Vault;
import io.homeport.backup.files.FileChanges;
import io.homeport.backup.files.FilesPart;
import io.homeport.backup.inventory.Glance;
import io.homeport.backup.inventory.Inventory;
import io.homeport.backup.inventory.TableContents;
import io.homeport.backup.postgres.Login;
import io.homeport.backup.postgres.ReadingRole;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a restore would change, and changes nothing.
 *
 * @param limit how long the database in service is looked at
 */
record DryRun(Login superuser, Vault vault, Optional<FilesPart> files, Duration limit) {

  /**
   * What is asked about.
   *
   * @param removed whether the environment is gone, so that everything comes back
   * @param forDeployment whether the backup was taken for a deployment that changed the database
   */
  record Question(
      BackupId backup,
      Digest manifest,
      EnvironmentId environment,
      String live,
      boolean removed,
      boolean forDeployment,
      @Nullable Long recoveryMillis) {}

  /**
   * Looks at the backup and at what is in service.
   *
   * @throws io.homeport.backup.envelope.DamagedEnvelope if the backup's manifest is not genuine
   */
  Forecast forecast(Question question) throws IOException, SQLException {
    Manifest manifest = Taking.read(vault, question.backup(), question.manifest());
    Instant now = Instant.now();
    Forecast.InService live = look(question, manifest.inventory());
    return new Forecast(
        manifest.takenAt(),
        now,
        release(question),
        question.removed() ? Forecast.Origin.RECORDED : Forecast.Origin.UNCHANGED,
        manifest.archiveBytes(),
        question.recoveryMillis(),
        Forecast.tables(manifest.inventory().tables(), live),
        Forecast.structure(manifest.inventory(), live),
        files(question, manifest));
  }

  private static Forecast.Origin release(Question question) {
    if (question.forDeployment()) {
      return Forecast.Origin.OF_THE_BACKUP;
    }
    return question.removed() ? Forecast.Origin.RECORDED : Forecast.Origin.UNCHANGED;
  }

  private Forecast.InService look(Question question, Inventory was) throws SQLException {
    if (question.removed()) {
      return new Forecast.InService(List.of(), Map.of(), Map.of());
    }
    try (var reader = ReadingRole.create(superuser, question.live());
        var glance = Glance.at(reader.login(), question.live(), limit)) {
      Map<String, Optional<Long>> counts = glance.counts();
      return new Forecast.InService(glance.catalogue(), counts, same(glance, was, counts));
    }
  }

  /** Only where as many rows are there: any other number says enough. */
  private static Map<String, Boolean> same(
      Glance glance, Inventory was, Map<String, Optional<Long>> counts) throws SQLException {
    var same = new HashMap<String, Boolean>();
    if (glance.major() != was.major()) {
      return same;
    }
    for (TableContents table : was.tables().reversed()) {
      if (counts.getOrDefault(table.table(), Optional.empty()).equals(Optional.of(table.rows()))) {
        glance.holds(table).ifPresent(isSame -> same.put(table.table(), isSame));
      }
    }
    return same;
  }

  private @Nullable FileChanges files(Question question, Manifest manifest) throws IOException {
    return files.isEmpty() || manifest.files().isEmpty()
        ? null
        : files.get().changes(manifest.files().get(), question.environment(), question.live());
  }
}
