package io.homeport.backup.own;

import io.homeport.backup.BackupsConfig;
import io.homeport.backup.Trouble;
import io.homeport.backup.drill.DrillFolders;
import io.homeport.backup.keys.MasterKey;
import io.homeport.backup.postgres.Login;
import io.homeport.backup.postgres.Secret;
import io.homeport.contracts.Failure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Makes the plain parts from the configuration. */
@ApplicationScoped
class OwnParts {

  @Produces
  @Singleton
  Optional<OwnTaking> ownTaking(MasterKey master, BackupsConfig config) {
    return config
        .platformDatabase()
        .map(platform ->
            new OwnTaking(
                new Login(
                    platform.host(),
                    platform.port(),
                    platform.user(),
                    password(platform.passwordFile())),
                master,
                new OwnFolder(
                    config
                        .own()
                        .folder()
                        .orElseGet(() -> config.data().resolve("own"))
                        .toAbsolutePath(),
                    config.own().folder().isPresent()),
                config
                    .backups()
                    .drillFolder()
                    .orElseGet(() -> DrillFolders.near(config.data()))
                    .toAbsolutePath(),
                config.own().keep(),
                config.backups().restoreLimit()));
  }

  private static Secret password(Path file) {
    try {
      return new Secret(Files.readString(file).strip());
    } catch (IOException e) {
      throw new Trouble(
          Failure.operator(
              "The password of the cluster of Homeport's own databases cannot be read from "
                  + file
                  + ".",
              "Check HOMEPORT_PLATFORM_DATABASE_PASSWORD_FILE."),
          e);
    }
  }
}
