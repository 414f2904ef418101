package io.homeport.backup;

import io.homeport.backup.destination.Configured;
import io.homeport.backup.destination.Destinations;
import io.homeport.backup.drill.Drill;
import io.homeport.backup.drill.DrillFolders;
import io.homeport.backup.dump.Pace;
import io.homeport.backup.dump.Taking;
import io.homeport.backup.envelope.LaterKeys;
import io.homeport.backup.envelope.Noticing;
import io.homeport.backup.envelope.Vault;
import io.homeport.backup.files.AppFiles;
import io.homeport.backup.files.FilesPart;
import io.homeport.backup.files.KnownFiles;
import io.homeport.backup.keys.MasterKey;
import io.homeport.backup.postgres.Login;
import io.homeport.backup.postgres.Secret;
import io.homeport.backup.record.RecordPart;
import io.homeport.contracts.Failure;
import io.homeport.objects.Objects;
import io.homeport.objects.ObjectsLocation;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Makes the plain parts from the configuration. */
@ApplicationScoped
public class Parts {

  @Produces
  @Singleton
  Objects objects(BackupsConfig config) {
    return ObjectsLocation.parse(config.objects().toString()).open(null);
  }

  void close(@Disposes Objects objects) {
    objects.close();
  }

  @Produces
  @Singleton
  Destinations destinations(Objects installation, BackupsConfig config) {
    return Configured.open(Configured.read(config), installation);
  }

  void close(@Disposes Destinations destinations) {
    destinations.close();
  }

  /** Read at once, so that a service without its key does not start. */
  @Produces
  @Singleton
  MasterKey masterKey(BackupsConfig config) {
    return MasterKey.read(config.masterKeyFile(), config.masterKeyGuard());
  }

  @Produces
  @Singleton
  Vault vault(Destinations destinations, MasterKey master, Noticing noticing, LaterKeys later) {
    return new Vault(destinations, master, noticing, later);
  }

  @Produces
  @Singleton
  Login appsSuperuser(BackupsConfig config) {
    BackupsConfig.AppsDatabase apps = config.appsDatabase();
    return new Login(apps.host(), apps.port(), apps.user(), password(apps.passwordFile()));
  }

  @Produces
  @Singleton
  Optional<FilesPart> filesPart(Vault vault, KnownFiles known, BackupsConfig config) {
    return config
        .appsFiles()
        .map(root -> new FilesPart(new AppFiles(root.toAbsolutePath()), vault, known));
  }

  @Produces
  @Singleton
  RecordPart recordPart(Objects objects, Vault vault) {
    return new RecordPart(objects, vault);
  }

  @Produces
  @Singleton
  Taking taking(
      Login superuser,
      Vault vault,
      Optional<FilesPart> files,
      RecordPart records,
      BackupsConfig config) {
    return new Taking(
        superuser,
        vault,
        files,
        records,
        config.backups().hashWorkers(),
        config.backups().dumpLimit(),
        config.backups().dumpBytesPerSecond().map(Pace::new));
  }

  @Produces
  @Singleton
  Drill drill(Vault vault, BackupsConfig config) {
    Path folder = config.backups().drillFolder().orElseGet(() -> DrillFolders.near(config.data()));
    return new Drill(
        vault,
        folder.toAbsolutePath(),
        config.backups().drillWorkers(),
        config.backups().restoreLimit());
  }

  private static Secret password(Path file) {
    try {
      return new Secret(Files.readString(file).strip());
    } catch (IOException e) {
      throw new Trouble(
          Failure.operator(
              "The password of the cluster of apps cannot be read from " + file + ".",
              "Check HOMEPORT_APPS_DATABASE_PASSWORD_FILE."),
          e);
    }
  }
}
