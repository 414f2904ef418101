package io.homeport.backup.dump;

import io.homeport.backup.Trouble;
import io.homeport.backup.access.Access;
import io.homeport.backup.access.AccessLook;
import io.homeport.backup.envelope.Content;
import io.homeport.backup.envelope.Label;
import io.homeport.backup.envelope.Vault;
import io.homeport.backup.files.FilesPart;
import io.homeport.backup.files.StoredFiles;
import io.homeport.backup.inventory.Inventory;
import io.homeport.backup.inventory.Observation;
import io.homeport.backup.inventory.StoredObject;
import io.homeport.backup.postgres.Login;
import io.homeport.backup.postgres.PostgresPrograms;
import io.homeport.backup.postgres.ReadingRole;
import io.homeport.backup.postgres.ServerProcesses;
import io.homeport.backup.postgres.SqlState;
import io.homeport.backup.record.RecordPart;
import io.homeport.backup.record.SealedRecord;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.Failure;
import io.homeport.processes.ProcessFailed;
import io.homeport.processes.Processes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes backups of databases of one server while they are written to.
 *
 * @param superuser who dumps; rows are hashed as a reading role
 * @param files the environments' stored files, where they can be reached
 * @param records the environments' records
 * @param hashWorkers how many tables are hashed at a time, beside the dump
 * @param limit wall-clock limit of one dump
 * @param pace how fast the dump may be read; empty for as fast as it comes
 */
public record Taking(
    Login superuser,
    Vault vault,
    Optional<FilesPart> files,
    RecordPart records,
    int hashWorkers,
    Duration limit,
    Optional<Pace> pace) {

  /** As fast as it comes. */
  public Taking(
      Login superuser,
      Vault vault,
      Optional<FilesPart> files,
      RecordPart records,
      int hashWorkers,
      Duration limit) {
    this(superuser, vault, files, records, hashWorkers, limit, Optional.empty());
  }

  /**
   * What is backed up.
   *
   * @param database the one that the environment works on
   * @param record its environment record; empty while deploy-service has told of none
   */
  public record Of(
      BackupId backup, EnvironmentId environment, String database, Optional<Digest> record) {}

  /**
   * Is told what is stored while the backup is still being taken: whoever is killed then can delete
   * nothing any more, and nobody else knows of it.
   */
  public interface Notes {

    Notes NONE =
        new Notes() {
          @Override
          public void stored(Content content, Digest object) {}

          @Override
          public void deleted(Content content) {}
        };

    void stored(Content content, Digest object);

    void deleted(Content content);
  }

  /** The same where nobody notes anything. */
  public Manifest take(Of of) throws IOException, SQLException, InterruptedException {
    return take(of, Notes.NONE);
  }

  /**
   * Streams a dump into the storage and hashes the same rows meanwhile; then stores the files as
   * they were at the snapshot.
   *
   * @throws Trouble where somebody has to act, or where trying again is enough
   */
  public Manifest take(Of of, Notes notes) throws IOException, SQLException, InterruptedException {
    Instant began = Instant.now();
    try (var reader = ReadingRole.create(superuser, of.database());
        var observation = Observation.begin(reader.login(), of.database(), hashWorkers);
        var look = AccessLook.begin(superuser, of.database(), Optional.of(observation.snapshot()));
        var held = hold(of)) {
      List<StoredObject> listed = observation.storedObjects();
      Optional<SealedRecord> record = record(of);
      record.ifPresent(sealed -> notes.stored(Content.RECORD, sealed.object()));
      Vault.Stored archive = dump(of, observation);
      try {
        notes.stored(Content.DATABASE, archive.digest());
        Access access = look.await();
        Inventory inventory = observation.finish();
        Optional<StoredFiles> stored =
            held == null ? Optional.empty() : Optional.of(held.take(of.backup(), listed));
        return new Manifest(
            Manifest.VERSION,
            of.backup(),
            observation.takenAt(),
            archive.digest(),
            archive.bytes(),
            Duration.between(began, Instant.now()),
            inventory,
            stored,
            record,
            Optional.of(access));
      } catch (IOException | SQLException | InterruptedException | RuntimeException e) {
        forget(archive, notes, e);
        throw e;
      }
    } catch (SQLException e) {
      if (SqlState.NO_SUCH_DATABASE.is(e)) {
        throw noDatabase(of.database(), e);
      }
      if (isLost(e)) {
        throw lost(of.database(), e);
      }
      throw e;
    }
  }

  /** An archive whose backup comes to nothing after it was stored is of no use. */
  private void forget(Vault.Stored archive, Notes notes, Exception why) {
    try {
      vault.delete(archive.digest());
      notes.deleted(Content.DATABASE);
    } catch (IOException | RuntimeException e) {
      why.addSuppressed(e);
    }
  }

  private Optional<SealedRecord> record(Of of) throws IOException {
    return of.record().isEmpty()
        ? Optional.empty()
        : Optional.of(records.take(of.backup(), of.record().get()));
  }

  private FilesPart.@Nullable Held hold(Of of) throws IOException {
    return files.isEmpty() ? null : files.get().hold(of.environment(), of.database());
  }

  /** Stores the manifest beside its archive: from here on the backup needs nothing else. */
  public Digest store(Manifest manifest) throws IOException {
    return store(vault, manifest);
  }

  /** The same for what was taken elsewhere. */
  public static Digest store(Vault vault, Manifest manifest) throws IOException {
    var label = new Label(manifest.backup(), Content.MANIFEST);
    return vault.store(new ByteArrayInputStream(manifest.json()), label).digest();
  }

  /** Reads a manifest back. */
  public static Manifest read(Vault vault, BackupId backup, Digest digest) throws IOException {
    try (var in = vault.open(digest, new Label(backup, Content.MANIFEST))) {
      return Manifest.read(in.readAllBytes());
    }
  }

  /** The portable archive format, left uncompressed: zstd does that better on its way out. */
  private Vault.Stored dump(Of of, Observation observation) throws IOException, SQLException {
    var programs = PostgresPrograms.ofMajor(observation.major());
    var command =
        superuser.client(
            programs,
            "pg_dump",
            limit,
            "--format=custom",
            "--compress=0",
            "--snapshot=" + observation.snapshot(),
            "--lock-wait-timeout=30s",
            "--dbname=" + of.database());
    try {
      return Processes.pipe(
          command,
          stdout -> {
            var begun = new PushbackInputStream(stdout);
            awaitFirstByte(begun);
            ServerProcesses.letOthersGoFirst(superuser, of.database());
            return vault.store(paced(begun), new Label(of.backup(), Content.DATABASE));
          });
    } catch (ProcessFailed e) {
      throw new Trouble(
          Failure.retry(
              "The database " + of.database() + " could not be dumped: " + lastLine(e.stderr()),
              "Nothing needs to be done: it is tried again."),
          e);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** From then on the dump has a process of the server's. */
  private static void awaitFirstByte(PushbackInputStream stdout) throws IOException {
    int first = stdout.read();
    if (first >= 0) {
      stdout.unread(first);
    }
  }

  /** The server ended, restarted or became another one meanwhile: classes 08 and 57P. */
  private static boolean isLost(SQLException e) {
    for (Throwable each = e; each != null; each = each.getCause()) {
      if (each instanceof SQLException sql
          && sql.getSQLState() != null
          && (sql.getSQLState().startsWith("08") || sql.getSQLState().startsWith("57P"))) {
        return true;
      }
    }
    return false;
  }

  private static Trouble lost(String database, SQLException cause) {
    return new Trouble(
        Failure.retry(
            "The cluster of apps went away while " + database + " was backed up.",
            "Nothing needs to be done: it is tried again."),
        cause);
  }

  private InputStream paced(InputStream stdout) {
    return pace.<InputStream>map(limit -> limit.of(stdout)).orElse(stdout);
  }

  private static Trouble noDatabase(String database, SQLException cause) {
    return new Trouble(
        Failure.operator(
            "There is no database " + database + " in the cluster of apps.",
            "Check that HOMEPORT_APPS_DATABASE_HOST and _PORT name the cluster of apps."),
        cause);
  }

  private static String lastLine(String stderr) {
    String[] lines = stderr.strip().split("\n", -1);
    return lines[lines.length - 1].strip();
  }
}
