package io.homeport.backup.own;

import io.homeport.backup.Trouble;
import io.homeport.backup.envelope.Vault;
import io.homeport.backup.keys.MasterKey;
import io.homeport.backup.postgres.Login;
import io.homeport.backup.postgres.Secret;
import io.homeport.backup.restore.BesideLive;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.Failure;
import io.homeport.objects.Objects;
import io.homeport.objects.ObjectsLocation;
import io.homeport.processes.SecretFile;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Puts a set back in place of Homeport's own databases, on the machine it is from or on a new one:
 * all of them are restored beside and compared with what was copied, and take the places of those
 * there are only then, together. Needs no service and no database of Homeport's; nothing may be
 * connected to them.
 *
 * <p>Arguments: the set's folder, the master key file, host, port and superuser of the cluster, and
 * a folder for short-lived lists. The superuser's password is in HOMEPORT_PASSWORD. Lines that
 * begin with two spaces tell how far it is.
 */
public final class OwnRestore {

  private static final EnvironmentId NONE = new EnvironmentId(new UUID(0, 0));
  private static final Duration LIMIT = Duration.ofHours(4);
  private static final int ARGUMENTS = 6;
  private static final String ANOTHER =
      "Nothing was changed. Put another copy back: each folder beside this one is one.";

  private OwnRestore() {}

  public static void main(String[] args) throws InterruptedException {
    if (args.length != ARGUMENTS) {
      System.err.println("Needs: SET MASTER-KEY-FILE HOST PORT SUPERUSER SCRATCH-FOLDER");
      System.exit(2);
    }
    try {
      var superuser =
          new Login(
              args[2],
              Integer.parseInt(args[3]),
              args[4],
              new Secret(System.getenv().getOrDefault("HOMEPORT_PASSWORD", "")));
      restore(
          Path.of(args[0]),
          MasterKey.read(Path.of(args[1]), SecretFile.Guard.MODE),
          superuser,
          Path.of(args[5]),
          line -> System.out.println("  " + line));
    } catch (Trouble trouble) {
      System.err.println(trouble.failure().what() + " " + trouble.failure().remedy());
      System.exit(1);
    } catch (IOException e) {
      System.err.println("The copy cannot be read, or no list be written: " + e.getMessage());
      System.exit(1);
    } catch (SQLException e) {
      System.err.println("PostgreSQL refuses: " + e.getMessage());
      System.exit(1);
    }
  }

  /**
   * Restores all of a set.
   *
   * @param told is told of each database that is restored beside, and of the end
   * @throws Trouble where one is not what was copied; all are as they were
   */
  static void restore(
      Path folder, MasterKey master, Login superuser, Path scratch, Consumer<String> told)
      throws IOException, SQLException, InterruptedException {
    OwnSet set = read(folder);
    List<String> names = set.databases().stream().map(OwnSet.Part::database).toList();
    var places = new OwnPlaces(superuser);
    places.drop(names);
    try (Objects objects = ObjectsLocation.parse(folder.toUri().toString()).open(null)) {
      var vault = new Vault(objects, master);
      requireGenuine(folder, set, vault);
      for (OwnSet.Part part : set.databases()) {
        beside(folder, part, new BesideLive(superuser, vault, Optional.empty(), scratch, 1, LIMIT));
        told.accept(
            "%s is restored beside and compared: %,d rows."
                .formatted(part.database(), part.rows()));
      }
      places.take(names);
      told.accept("All %d are as they were at %s.".formatted(names.size(), set.takenAt()));
    } catch (IOException | SQLException | InterruptedException | RuntimeException e) {
      places.drop(names);
      throw e;
    }
  }

  private static void beside(Path folder, OwnSet.Part part, BesideLive beside)
      throws IOException, SQLException, InterruptedException {
    String database = part.database();
    try {
      beside.restore(
          part.backup(),
          part.manifest(),
          new BesideLive.Target(
              NONE, database, OwnPlaces.restored(database), OwnPlaces.whileFilled(database)),
          () -> {});
    } catch (Trouble trouble) {
      throw new Trouble(
          Failure.operator(
              "%s cannot be put back from %s: %s"
                  .formatted(database, folder, trouble.failure().what()),
              trouble.failure().remedy()),
          trouble);
    }
  }

  private static OwnSet read(Path folder) {
    try {
      return OwnSet.read(folder);
    } catch (IOException e) {
      throw new Trouble(
          Failure.operator(
              "%s cannot be read, or tells of no copy.".formatted(folder.resolve(OwnSet.FILE)),
              ANOTHER),
          e);
    }
  }

  /** A list that was damaged might leave a database out, or name one as another. */
  private static void requireGenuine(Path folder, OwnSet set, Vault vault) {
    IOException damage = null;
    boolean genuine = false;
    try {
      genuine = set.isGenuine(vault);
    } catch (IOException e) {
      damage = e;
    }
    if (!genuine) {
      throw new Trouble(
          Failure.operator(
              "%s is not as it was written.".formatted(folder.resolve(OwnSet.FILE)), ANOTHER),
          damage);
    }
  }
}
