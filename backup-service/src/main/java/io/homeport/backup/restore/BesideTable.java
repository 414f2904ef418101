package io.homeport.backup.restore;

import io.homeport.backup.dump.Manifest;
import io.homeport.backup.dump.Taking;
import io.homeport.backup.envelope.Content;
import io.homeport.backup.envelope.Label;
import io.homeport.backup.envelope.Vault;
import io.homeport.backup.postgres.Login;
import io.homeport.backup.postgres.ReadingRole;
import io.homeport.backup.recovery.SideTable;
import io.homeport.backup.recovery.TableComparison;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Restores rows of one table beside it.
 *
 * @param folder for short-lived lists
 * @param limit of copying
 * @param looking how long the table in service is read
 */
record BesideTable(Login superuser, Vault vault, Path folder, Duration limit, Duration looking) {

  /**
   * Copies and compares. What it copies is there whole or not at all.
   *
   * @throws io.homeport.backup.envelope.DamagedEnvelope if the backup is not genuine
   * @throws io.homeport.backup.Trouble where somebody has to act
   */
  RestoredTable restore(
      BackupId backup, Digest manifest, SideTable.Wanted wanted, Runnable comparing)
      throws IOException, SQLException {
    Manifest proof = Taking.read(vault, backup, manifest);
    SideTable.Copied copied =
        side()
            .copy(
                wanted,
                proof.inventory(),
                () -> vault.open(proof.archive(), new Label(backup, Content.DATABASE)));
    comparing.run();
    try (var reader = ReadingRole.create(superuser, wanted.database())) {
      TableComparison.Result compared =
          new TableComparison(reader.login(), looking).compare(wanted, copied);
      return new RestoredTable(
          wanted.schema(),
          wanted.sideTable(),
          copied.rows(),
          copied.proven(),
          compared.there(),
          compared.difference().orElse(null),
          compared.copyBack());
    }
  }

  /** Removes what a failed attempt may have left. */
  void discard(SideTable.Wanted wanted) throws SQLException {
    side().discard(wanted);
  }

  private SideTable side() {
    return new SideTable(superuser, folder, limit);
  }
}
