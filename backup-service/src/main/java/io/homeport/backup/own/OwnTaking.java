package io.homeport.backup.own;

import io.homeport.backup.Trouble;
import io.homeport.backup.drill.Difference;
import io.homeport.backup.drill.Drill;
import io.homeport.backup.drill.Verdict;
import io.homeport.backup.dump.Manifest;
import io.homeport.backup.dump.Taking;
import io.homeport.backup.envelope.Vault;
import io.homeport.backup.keys.MasterKey;
import io.homeport.backup.postgres.Login;
import io.homeport.backup.record.RecordPart;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.Failure;
import io.homeport.objects.Objects;
import io.homeport.objects.ObjectsLocation;
import io.homeport.objects.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Copies Homeport's own databases as it copies customers': dumped at a snapshot, sealed, restored
 * into a throwaway cluster and compared. All of a set lies in one folder, which needs no database
 * to be found or read.
 *
 * @param superuser of the cluster they are in
 * @param drills where throwaway clusters live
 * @param limit wall-clock limit of one dump, or of one restore
 */
record OwnTaking(
    Login superuser, MasterKey master, OwnFolder folder, Path drills, int keep, Duration limit) {

  private static final int HASH_WORKERS = 1;

  /** Of no environment. */
  private static final EnvironmentId NONE = new EnvironmentId(new UUID(0, 0));

  /** Every database of the cluster that is somebody's, and no restore's that was killed. */
  private static final String DATABASES =
      """
      select datname from pg_database
      where not datistemplate and datname <> 'postgres' and datname !~ '%s'
      order by datname
      """
          .formatted(OwnPlaces.OF_A_RESTORE);

  /**
   * Takes and proves one set, and lets go of what was kept long enough.
   *
   * @throws Trouble for the operator, when one of them cannot be had back as it is
   */
  void take(Instant now) throws IOException, SQLException, InterruptedException {
    Path making = folder.make();
    try (Objects objects = ObjectsLocation.parse(making.toUri().toString()).open(null)) {
      var vault = new Vault(objects, master);
      var parts = new ArrayList<OwnSet.Part>();
      for (String database : databases()) {
        parts.add(take(database, objects, vault));
      }
      folder.publish(making, OwnSet.of(now, master.id(), parts).sealed(vault));
    } catch (IOException | SQLException | InterruptedException | RuntimeException e) {
      Trees.deleteIfExists(making);
      throw e;
    }
    folder.keepNewest(keep);
  }

  private OwnSet.Part take(String database, Objects objects, Vault vault)
      throws IOException, SQLException, InterruptedException {
    var backup = BackupId.next();
    var taking =
        new Taking(
            superuser,
            vault,
            Optional.empty(),
            new RecordPart(objects, vault),
            HASH_WORKERS,
            limit);
    Manifest manifest = taking.take(new Taking.Of(backup, NONE, database, Optional.empty()));
    Digest stored = taking.store(manifest);
    var result =
        new Drill(vault, drills, HASH_WORKERS, limit)
            .drill(Taking.read(vault, backup, stored), _ -> {});
    return switch (result.verdict()) {
      case Verdict.Equal() ->
          new OwnSet.Part(
              database, backup, stored, manifest.inventory().rows(), manifest.archiveBytes());
      case Verdict.Different(List<Difference> differences) ->
          throw new Trouble(
              Failure.operator(
                  "Homeport's own database %s does not come back as it is: %s."
                      .formatted(database, differences.getFirst().what()),
                  "Earlier sets are kept. It is tried again; if it stays so, look at the disk of"
                      + " postgres-platform."));
    };
  }

  private List<String> databases() throws SQLException {
    try (Connection connection = superuser.open("postgres");
        var statement = connection.createStatement();
        var rows = statement.executeQuery(DATABASES)) {
      var names = new ArrayList<String>();
      while (rows.next()) {
        names.add(rows.getString(1));
      }
      return names;
    }
  }
}
