package io.homeport.backup.restore;

import io.homeport.backup.BackupsConfig;
import io.homeport.backup.envelope.Vault;
import io.homeport.backup.files.FilesPart;
import io.homeport.backup.postgres.Login;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Makes the plain parts from the configuration. */
@ApplicationScoped
class RestoreParts {

  @Produces
  @Singleton
  BesideLive besideLive(
      Login superuser, Vault vault, Optional<FilesPart> files, BackupsConfig config) {
    return new BesideLive(
        superuser,
        vault,
        files,
        config.data().resolve("restores").toAbsolutePath(),
        config.backups().hashWorkers(),
        config.backups().restoreLimit());
  }

  @Produces
  @Singleton
  DryRun dryRun(Login superuser, Vault vault, Optional<FilesPart> files, BackupsConfig config) {
    return new DryRun(superuser, vault, files, config.backups().lookLimit());
  }

  @Produces
  @Singleton
  BesideTable besideTable(Login superuser, Vault vault, BackupsConfig config) {
    return new BesideTable(
        superuser,
        vault,
        config.data().resolve("restores").toAbsolutePath(),
        config.backups().restoreLimit(),
        config.backups().lookLimit());
  }
}
