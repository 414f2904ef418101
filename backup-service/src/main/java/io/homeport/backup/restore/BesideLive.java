package io.homeport.backup.restore;

import io.homeport.backup.Trouble;
import io.homeport.backup.drill.Comparison;
import io.homeport.backup.drill.Difference;
import io.homeport.backup.dump.Manifest;
import io.homeport.backup.dump.Taking;
import io.homeport.backup.envelope.Content;
import io.homeport.backup.envelope.DamagedEnvelope;
import io.homeport.backup.envelope.Label;
import io.homeport.backup.envelope.Vault;
import io.homeport.backup.inventory.Inventory;
import io.homeport.backup.inventory.Observation;
import io.homeport.backup.postgres.Login;
import io.homeport.backup.postgres.PostgresPrograms;
import io.homeport.backup.postgres.ReadingRole;
import io.homeport.backup.recovery.Recovery;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.Failure;
import io.homeport.objects.ObjectCorrupt;
import io.homeport.objects.ObjectMissing;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * Restores beside the live database. The new one has its name only when it is whole and equal to
 * what was backed up; where that fails there is none.
 */
record BesideLive(Login superuser, Vault vault, Path folder, int workers, Duration limit) {

  /**
   * Restores, compares, and names the database.
   *
   * @param database the name it has in the end
   * @param whileFilled the name it has until then, of this attempt alone
   * @param comparing is told when comparing begins
   * @throws Trouble for the operator, if the backup cannot be read or PostgreSQL refuses it
   */
  void restore(
      BackupId backup, Digest manifest, String database, String whileFilled, Runnable comparing)
      throws IOException, SQLException, InterruptedException {
    Inventory was;
    Manifest proof;
    try {
      proof = Taking.read(vault, backup, manifest);
      was = proof.inventory();
    } catch (DamagedEnvelope | ObjectCorrupt | ObjectMissing e) {
      throw damaged(e);
    }
    var recovery = recovery(was.major());
    recovery.drop(whileFilled);
    try {
      recovery.into(
          whileFilled, was, () -> vault.open(proof.archive(), new Label(backup, Content.DATABASE)));
      comparing.run();
      requireEqual(was, whileFilled);
      publish(recovery, whileFilled, database);
    } catch (DamagedEnvelope | ObjectCorrupt | ObjectMissing e) {
      recovery.drop(whileFilled);
      throw damaged(e);
    } catch (IOException | SQLException | InterruptedException | RuntimeException e) {
      recovery.drop(whileFilled);
      throw e;
    }
  }

  /** Removes what attempts that were killed may have left half-filled. */
  void discardAttempts(String database, int attempts) throws SQLException {
    var recovery = recovery(serverMajor());
    for (int attempt = 1; attempt <= attempts; attempt++) {
      recovery.drop(DatabaseName.whileFilled(database, attempt));
    }
  }

  /** Removes everything of a restore that failed. */
  void discard(String database, int attempts) throws SQLException {
    discardAttempts(database, attempts);
    recovery(serverMajor()).drop(database);
  }

  private int serverMajor() throws SQLException {
    try (Connection connection = superuser.open("postgres")) {
      return connection.getMetaData().getDatabaseMajorVersion();
    }
  }

  private Recovery recovery(int major) {
    return new Recovery(superuser, PostgresPrograms.ofMajor(major), folder, limit);
  }

  private void requireEqual(Inventory was, String database)
      throws SQLException, InterruptedException {
    try (var reader = ReadingRole.create(superuser, database);
        var observation = Observation.begin(reader.login(), database, workers)) {
      List<Difference> differences = Comparison.of(was, observation.finish());
      if (!differences.isEmpty()) {
        throw new Trouble(
            Failure.operator(
                "The restored database is not what was backed up: "
                    + differences.getFirst().what()
                    + (differences.size() == 1
                        ? "."
                        : ", and %d more differences.".formatted(differences.size() - 1)),
                "The live database is untouched; try another backup."));
      }
    }
  }

  /** An earlier attempt may have come this far and died before it could say so. */
  private void publish(Recovery recovery, String whileFilled, String database) throws SQLException {
    recovery.drop(database);
    try (Connection connection = superuser.open("postgres");
        var statement = connection.createStatement()) {
      String from = statement.enquoteIdentifier(whileFilled, true);
      String to = statement.enquoteIdentifier(database, true);
      statement.execute("revoke connect on database " + from + " from public");
      statement.execute("alter database " + from + " rename to " + to);
    }
  }

  private static Trouble damaged(IOException e) {
    return new Trouble(
        Failure.operator(
            String.valueOf(e.getMessage()), "The live database is untouched; try another backup."),
        e);
  }
}
