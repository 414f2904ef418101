package io.homeport.backup.moment;

import io.homeport.backup.BackupsConfig;
import io.homeport.backup.drill.DrillFolders;
import io.homeport.backup.postgres.Login;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Makes the plain parts from the configuration. */
@ApplicationScoped
class MomentParts {

  @Produces
  @Singleton
  Optional<Pgbackrest> pgbackrest(Login live, BackupsConfig config) {
    BackupsConfig.Archive archive = config.archive();
    return archive
        .config()
        .map(file -> new Pgbackrest(archive.program(), file, live, archive.limit()));
  }

  @Produces
  @Singleton
  Optional<PointInTime> pointInTime(
      Optional<Pgbackrest> pgbackrest, Login live, BackupsConfig config) {
    return pgbackrest.map(program ->
        new PointInTime(
            program,
            live,
            config
                .backups()
                .drillFolder()
                .orElseGet(() -> DrillFolders.near(config.data()))
                .toAbsolutePath(),
            config.backups().restoreLimit()));
  }
}
