package io.homeport.deploy.domain;

import io.homeport.contracts.Digest;
import io.homeport.deploy.DeployConfig;
import io.homeport.deploy.Store;
import io.homeport.processes.CertifiedKey;
import io.homeport.processes.SecretBox;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Certificates with their keys on the way to the door: objects, sealed under a key that only the
 * door and we have. Each is bound to its domain: under another's name it does not open.
 */
@ApplicationScoped
class SealedCertificates {

  private final Optional<SecretBox> doorKey;

  @Inject Store store;

  @Inject
  SealedCertificates(DeployConfig config) {
    doorKey = config.doorKeyFile().map(file -> SecretBox.withKeyFrom(file, config.doorKeyGuard()));
  }

  Digest put(String name, CertifiedKey certificate) {
    return store.put(key().seal(owner(name), certificate.pem()));
  }

  CertifiedKey read(String name, Digest digest) {
    return CertifiedKey.read(key().open(owner(name), store.read(digest)));
  }

  /** Removes one that no event names any more. */
  void forget(@Nullable String digest) {
    if (digest == null) {
      return;
    }
    try {
      store.objects().delete(Digest.parse(digest));
    } catch (IOException e) {
      Log.warnf("The certificate %s stays in the object store: %s", digest, e.getMessage());
    }
  }

  private SecretBox key() {
    return doorKey.orElseThrow(
        () -> new IllegalStateException("homeport.door-key-file is not set"));
  }

  private static String owner(String name) {
    return "certificate of " + name;
  }
}
