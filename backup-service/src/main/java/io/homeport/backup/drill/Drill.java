package io.homeport.backup.drill;

import io.homeport.backup.access.AccessLook;
import io.homeport.backup.access.ComparedAccess;
import io.homeport.backup.dump.Manifest;
import io.homeport.backup.envelope.Content;
import io.homeport.backup.envelope.DamagedEnvelope;
import io.homeport.backup.envelope.Label;
import io.homeport.backup.envelope.Vault;
import io.homeport.backup.files.FilesPart;
import io.homeport.backup.files.StoredFiles;
import io.homeport.backup.inventory.Inventory;
import io.homeport.backup.inventory.Observation;
import io.homeport.backup.postgres.PostgresPrograms;
import io.homeport.backup.postgres.ReadingRole;
import io.homeport.backup.record.RecordPart;
import io.homeport.backup.recovery.Recovery;
import io.homeport.objects.ObjectCorrupt;
import io.homeport.objects.ObjectMissing;
import io.homeport.objects.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Restores backups into throwaway clusters and compares what comes back with what was there.
 *
 * @param folder where throwaway clusters live
 * @param workers how many tables are hashed at a time
 * @param limit wall-clock limit of restoring
 */
public record Drill(Vault vault, Path folder, int workers, Duration limit) {

  /**
   * What may look on.
   *
   * @see #drill
   */
  public interface Watcher {

    /** The data is back; nothing is compared yet. */
    void restored(Duration recovery);
  }

  /** Removes what service processes that were killed left behind. */
  public void sweep() throws IOException {
    DrillFolders.sweep(folder);
  }

  /**
   * Restores and compares.
   *
   * @throws io.homeport.backup.Trouble where the drill itself cannot be held: another master key is
   *     needed, a program is missing
   */
  public Result drill(Manifest manifest, Watcher watcher)
      throws IOException, SQLException, InterruptedException {
    return drill(manifest, watcher, AppTrial.NONE);
  }

  /** The same, and has the app tried on what was restored where that is equal. */
  public Result drill(Manifest manifest, Watcher watcher, AppTrial trial)
      throws IOException, SQLException, InterruptedException {
    Inventory was = manifest.inventory();
    var programs = PostgresPrograms.ofMajor(was.major());
    Instant began = Instant.now();
    try (var cluster = ThrowawayCluster.start(programs, folder, was.superuser())) {
      cluster.createRoles(was.roles());
      cluster.createApiRoles();
      restore(manifest, programs, cluster);
      List<Difference> others = restoreOthers(manifest);
      Duration recovery = Duration.between(began, Instant.now());
      watcher.restored(recovery);
      Result compared = compare(manifest, programs, cluster, others, recovery);
      return compared.verdict() instanceof Verdict.Equal
          ? compared.with(trial.on(cluster.superuser(), manifest))
          : compared;
    } catch (DamagedEnvelope | ObjectCorrupt | ObjectMissing e) {
      return Result.unreadable(String.valueOf(e.getMessage()));
    }
  }

  private void restore(Manifest manifest, PostgresPrograms programs, ThrowawayCluster cluster)
      throws IOException, SQLException {
    var label = new Label(manifest.backup(), Content.DATABASE);
    new Recovery(cluster.superuser(), programs, cluster.folder(), limit)
        .into(
            manifest.inventory().database().name(),
            manifest.inventory(),
            () -> vault.open(manifest.archive(), label));
  }

  /** What is no database, each thing compared with what it was as soon as it is back. */
  private List<Difference> restoreOthers(Manifest manifest) throws IOException {
    var differences = new ArrayList<String>();
    if (manifest.files().isPresent()) {
      differences.addAll(restoreFiles(manifest.files().get()));
    }
    if (manifest.record().isPresent()) {
      differences.addAll(RecordPart.compare(vault, manifest.backup(), manifest.record().get()));
    }
    return differences.stream().map(Difference::of).toList();
  }

  /** Into a folder that goes away. */
  private List<String> restoreFiles(StoredFiles files) throws IOException {
    Path throwaway = Files.createTempDirectory(folder, DrillFolders.prefix() + "files-");
    try {
      return FilesPart.restore(vault, files, throwaway);
    } finally {
      Trees.deleteIfExists(throwaway);
    }
  }

  private Result compare(
      Manifest manifest,
      PostgresPrograms programs,
      ThrowawayCluster cluster,
      List<Difference> others,
      Duration recovery)
      throws SQLException, InterruptedException {
    Instant began = Instant.now();
    Inventory was = manifest.inventory();
    String database = was.database().name();
    Optional<ComparedAccess> access = access(manifest, cluster);
    SignIn signIn = SignIn.of(cluster.superuser(), database);
    try (var reader = ReadingRole.create(cluster.superuser(), database)) {
      List<Difference> differences = new ArrayList<>(Comparison.of(was, inventory(reader, was)));
      var integrity = Integrity.of(cluster.superuser(), reader.login(), programs, database, limit);
      differences.addAll(integrity.differences());
      differences.addAll(others);
      access.stream()
          .flatMap(each -> each.differences().stream())
          .map(Difference::of)
          .forEach(differences::add);
      signIn.difference().map(Difference::of).ifPresent(differences::add);
      return new Result(
          Verdict.of(differences),
          recovery,
          Duration.between(began, Instant.now()),
          integrity.foreignKeys(),
          integrity.indexes(),
          access,
          signIn.notTried(),
          TriedApp.not("its data is not what it was"));
    }
  }

  /** Before anything is granted to whoever checks integrity. */
  private static Optional<ComparedAccess> access(Manifest manifest, ThrowawayCluster cluster)
      throws SQLException, InterruptedException {
    if (manifest.access().isEmpty()) {
      return Optional.empty();
    }
    Inventory was = manifest.inventory();
    try (var look =
        AccessLook.begin(cluster.superuser(), was.database().name(), Optional.empty())) {
      return Optional.of(ComparedAccess.of(manifest.access().get(), look.await(), was.catalogue()));
    }
  }

  private Inventory inventory(ReadingRole reader, Inventory was)
      throws SQLException, InterruptedException {
    try (var observation = Observation.begin(reader.login(), was.database().name(), workers)) {
      return observation.finish();
    }
  }

  /**
   * How a drill went.
   *
   * @param recovery from nothing to a database with all data: the measured recovery time
   * @param comparing how long comparing took
   * @param access who sees what; empty where the backup does not tell
   * @param noSignIn why no made-up user signed in; empty where one did
   * @param app how the app itself fared on it
   */
  public record Result(
      Verdict verdict,
      Duration recovery,
      Duration comparing,
      int foreignKeys,
      int indexes,
      Optional<ComparedAccess> access,
      Optional<String> noSignIn,
      TriedApp app) {

    /** What the app itself does otherwise than before is a difference too. */
    Result with(TriedApp tried) {
      return new Result(
          Verdict.of(tried.differences().stream().map(Difference::of).toList()),
          recovery,
          comparing,
          foreignKeys,
          indexes,
          access,
          noSignIn,
          tried);
    }

    static Result unreadable(String why) {
      return new Result(
          Verdict.of(List.of(Difference.of(why))),
          Duration.ZERO,
          Duration.ZERO,
          0,
          0,
          Optional.empty(),
          Optional.of("anything but the archive: it cannot be read"),
          TriedApp.not("there is no database to start it on"));
    }
  }
}
