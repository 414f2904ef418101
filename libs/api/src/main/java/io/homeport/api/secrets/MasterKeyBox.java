package io.homeport.api.secrets;

import io.homeport.processes.SecretBox;
import io.homeport.processes.SecretFile;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Makes the box of the services that keep secrets, from the master key file they are told. Services
 * that keep none are told of none, and start without.
 */
@ApplicationScoped
class MasterKeyBox {

  @Produces
  @Singleton
  SecretBox box(
      @ConfigProperty(name = "homeport.master-key-file") Optional<Path> file,
      @ConfigProperty(name = "homeport.master-key-guard", defaultValue = "mode")
          SecretFile.Guard guard) {
    return SecretBox.withKeyFrom(
        file.orElseThrow(() ->
            new IllegalStateException(
                "HOMEPORT_MASTER_KEY_FILE names no file, and this service keeps secrets.")),
        guard);
  }
}
