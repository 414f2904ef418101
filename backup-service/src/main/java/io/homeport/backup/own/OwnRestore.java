package io.homeport.backup.own;

import io.homeport.backup.Trouble;
import io.homeport.backup.envelope.Vault;
import io.homeport.backup.keys.MasterKey;
import io.homeport.backup.postgres.Login;
import io.homeport.backup.postgres.Secret;
import io.homeport.backup.restore.BesideLive;
import io.homeport.contracts.EnvironmentId;
import io.homeport.objects.Objects;
import io.homeport.objects.ObjectsLocation;
import io.homeport.processes.SecretFile;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Puts a set back in place of Homeport's own databases, on the machine it is from or on a new one:
 * each database is restored beside and compared with what was copied, and takes the place of the
 * one of its name only then. Needs no service and no database of Homeport's; nothing may be
 * connected to them.
 *
 * <p>Arguments: the set's folder, the master key file, host, port and superuser of the cluster, and
 * a folder for short-lived lists. The superuser's password is in HOMEPORT_PASSWORD.
 */
public final class OwnRestore {

  private static final EnvironmentId NONE = new EnvironmentId(new UUID(0, 0));
  private static final Duration LIMIT = Duration.ofHours(4);
  private static final int ARGUMENTS = 6;

  private OwnRestore() {}

  public static void main(String[] args) throws IOException, SQLException, InterruptedException {
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
          System.out::println);
    } catch (Trouble trouble) {
      System.err.println(trouble.failure().what() + " " + trouble.failure().remedy());
      System.exit(1);
    }
  }

  /**
   * Restores all of a set.
   *
   * @param told is told of each database that is back
   * @throws Trouble where one is not what was copied; those told of before are back, the others are
   *     as they were
   */
  static void restore(
      Path folder, MasterKey master, Login superuser, Path scratch, Consumer<String> told)
      throws IOException, SQLException, InterruptedException {
    OwnSet set = OwnSet.read(folder);
    try (Objects objects = ObjectsLocation.parse(folder.toUri().toString()).open(null)) {
      var vault = new Vault(objects, master);
      for (OwnSet.Part part : set.databases()) {
        new BesideLive(superuser, vault, Optional.empty(), scratch, 1, LIMIT)
            .restore(
                part.backup(),
                part.manifest(),
                new BesideLive.Target(
                    NONE, part.database(), part.database(), part.database() + "_restoring"),
                () -> {});
        told.accept(
            "%s is as it was at %s: %,d rows."
                .formatted(part.database(), set.takenAt(), part.rows()));
      }
    }
  }
}
