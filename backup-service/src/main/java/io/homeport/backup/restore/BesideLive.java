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
import io.homeport.backup.files.FilesPart;
import io.homeport.backup.files.StoredFiles;
import io.homeport.backup.inventory.DatabaseProperties;
import io.homeport.backup.inventory.Inventory;
import io.homeport.backup.inventory.Observation;
import io.homeport.backup.postgres.Login;
import io.homeport.backup.postgres.PostgresPrograms;
import io.homeport.backup.postgres.ReadingRole;
import io.homeport.backup.postgres.SqlState;
import io.homeport.backup.recovery.HandOver;
import io.homeport.backup.recovery.Recovery;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.Failure;
import io.homeport.objects.ObjectCorrupt;
import io.homeport.objects.ObjectMissing;
import io.homeport.objects.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Restores beside the live database. The new one has its name only when it is whole and equal to
 * what was backed up; where that fails there is none.
 */
public record BesideLive(
    Login superuser,
    Vault vault,
    Optional<FilesPart> files,
    Path folder,
    int workers,
    Duration limit) {

  /**
   * What a backup is restored into.
   *
   * @param live the database that the environment works on
   * @param database the name that the new one has in the end
   * @param whileFilled the name it has until then, of this attempt alone
   */
  public record Target(
      EnvironmentId environment, String live, String database, String whileFilled) {}

  /**
   * Restores, compares, and names the database. The files are whole before it has its name.
   *
   * @param comparing is told when comparing begins
   * @throws Trouble for the operator, if the backup cannot be read or PostgreSQL refuses it
   */
  public void restore(BackupId backup, Digest manifest, Target target, Runnable comparing)
      throws IOException, SQLException, InterruptedException {
    Inventory was;
    Manifest proof;
    try {
      proof = Taking.read(vault, backup, manifest);
      was = proof.inventory();
    } catch (DamagedEnvelope | ObjectCorrupt | ObjectMissing e) {
      throw damaged(e);
    }
    // A newer pg_restore reads what an older pg_dump wrote; the older one may be gone.
    var recovery = recovery(Math.max(was.major(), serverMajor()));
    recovery.drop(target.whileFilled());
    var handOver = new HandOver(superuser);
    Optional<DatabaseProperties> other = ofAnotherOwner(target, was);
    if (other.isPresent()) {
      handOver.standIn(was.database().owner());
    }
    try {
      recovery.into(
          target.whileFilled(),
          was,
          () -> vault.open(proof.archive(), new Label(backup, Content.DATABASE)));
      comparing.run();
      requireEqual(was, target.whileFilled());
      restoreFiles(proof.files(), target);
      if (other.isPresent()) {
        handOver.toOwnerOf(other.get(), target.whileFilled(), was);
      }
      publish(recovery, target.whileFilled(), target.database());
    } catch (DamagedEnvelope | ObjectCorrupt | ObjectMissing e) {
      recovery.drop(target.whileFilled());
      throw damaged(e);
    } catch (IOException | SQLException | InterruptedException | RuntimeException e) {
      recovery.drop(target.whileFilled());
      throw e;
    } finally {
      if (other.isPresent()) {
        handOver.standDown(was.database().owner());
      }
    }
  }

  /** What the environment's database is, where that is not the owner's whose backup it is. */
  private Optional<DatabaseProperties> ofAnotherOwner(Target target, Inventory was)
      throws SQLException {
    try (Connection connection = superuser.openPinned(target.live())) {
      return Optional.of(DatabaseProperties.of(connection))
          .filter(live -> !live.owner().equals(was.database().owner()));
    } catch (SQLException e) {
      if (SqlState.NO_SUCH_DATABASE.is(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** A backup that holds none leaves them as they are. */
  private void restoreFiles(Optional<StoredFiles> backedUp, Target target) throws IOException {
    if (files.isEmpty()) {
      requireNone(backedUp);
    } else if (backedUp.isEmpty()) {
      files.get().carryOver(target.environment(), target.live(), target.database());
    } else {
      requireEqual(
          files.get().restoreBeside(backedUp.get(), target.environment(), target.database()));
    }
  }

  private static void requireNone(Optional<StoredFiles> backedUp) {
    if (backedUp.filter(stored -> !stored.files().isEmpty()).isPresent()) {
      throw new Trouble(
          Failure.operator(
              "The backup holds stored files, and this service does not know where apps keep"
                  + " theirs.",
              "Set HOMEPORT_APPS_FILES, then restore again."));
    }
  }

  /** Removes the lists of restores that were killed, before there are others. */
  void sweep() throws IOException {
    Trees.deleteIfExists(folder);
  }

  /** Removes what attempts that were killed may have left half-filled. */
  void discardAttempts(String database, int attempts) throws SQLException {
    var recovery = recovery(serverMajor());
    for (int attempt = 1; attempt <= attempts; attempt++) {
      recovery.drop(DatabaseName.whileFilled(database, attempt));
    }
  }

  /** Removes everything of a restore that failed. */
  void discard(EnvironmentId environment, String database, int attempts)
      throws IOException, SQLException {
    discardAttempts(database, attempts);
    recovery(serverMajor()).drop(database);
    if (files.isPresent()) {
      files.get().discard(environment, database);
    }
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
      Inventory is = observation.finish();
      List<Difference> differences =
          is.major() == was.major() ? Comparison.of(was, is) : Comparison.acrossMajors(was, is);
      requireEqual(differences.stream().map(Difference::what).toList());
    }
  }

  private static void requireEqual(List<String> differences) {
    if (!differences.isEmpty()) {
      throw new Trouble(
          Failure.operator(
              "What was restored is not what was backed up: "
                  + differences.getFirst()
                  + (differences.size() == 1
                      ? "."
                      : ", and %d more differences.".formatted(differences.size() - 1)),
              "What is in service is untouched; try another backup."));
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
