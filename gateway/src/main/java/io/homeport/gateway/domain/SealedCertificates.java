package io.homeport.gateway.domain;

import io.homeport.contracts.Digest;
import io.homeport.objects.Objects;
import io.homeport.processes.CertifiedKey;
import io.homeport.processes.SecretBox;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Certificates in the object store, sealed under the door's key. Each is bound to its domain: moved
 * to another it does not open.
 */
public record SealedCertificates(Objects objects, @Nullable SecretBox doorKey)
    implements Certificates {

  private static final int MAX_BYTES = 256 << 10;

  @Override
  public CertifiedKey load(String name, Digest digest) throws IOException {
    if (doorKey == null) {
      throw new IOException(
          "homeport.door.key-file is not set, so certificates cannot be opened: set it to the file that deploy-service has");
    }
    try (InputStream content = objects.open(digest)) {
      byte[] sealed = content.readNBytes(MAX_BYTES);
      return CertifiedKey.read(doorKey.open("certificate of " + name, sealed));
    } catch (SecretBox.CannotOpen | IllegalArgumentException e) {
      throw new IOException("the certificate of %s: %s".formatted(name, e.getMessage()), e);
    }
  }
}
