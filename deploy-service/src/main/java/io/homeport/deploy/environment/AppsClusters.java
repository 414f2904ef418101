package io.homeport.deploy.environment;

import io.homeport.deploy.DeployConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;

/** Makes the apps' cluster known, as configured. */
@ApplicationScoped
class AppsClusters {

  @Produces
  @Singleton
  Provisioning provisioning(DeployConfig config) {
    return new Provisioning(cluster(config));
  }

  @Produces
  @Singleton
  AppsCluster cluster(DeployConfig config) {
    DeployConfig.AppsDatabase database = config.appsDatabase();
    try {
      return new AppsCluster(
          database.host(),
          database.port(),
          database.user(),
          Files.readString(database.passwordFile()).strip());
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "homeport.apps-database.password-file: "
              + database.passwordFile()
              + " cannot be read; it must hold the password of the role "
              + database.user()
              + ".",
          e);
    }
  }
}
