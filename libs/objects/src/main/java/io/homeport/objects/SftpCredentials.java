package io.homeport.objects;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How an SFTP server is known, and how one gets in: by a password or by a key.
 *
 * @param hostKey the fingerprint of the server's key, {@code SHA256:…}, as ssh-keygen prints it; no
 *     other server is spoken to
 * @param password never printed
 * @param keyFile a private key without a passphrase
 */
public record SftpCredentials(String hostKey, @Nullable String password, @Nullable Path keyFile)
    implements ObjectsCredentials {

  private static final String FINGERPRINT = "SHA256:[A-Za-z0-9+/]{43}";

  public SftpCredentials {
    if (!hostKey.matches(FINGERPRINT)) {
      throw new IllegalArgumentException(
          "'%s' is no fingerprint of a host key. Use what 'ssh-keygen -lf KEY.pub' prints: SHA256: and 43 characters."
              .formatted(hostKey));
    }
    if ((password == null) == (keyFile == null)) {
      throw new IllegalArgumentException(
          "An SFTP server is entered by a password or by a key file; give one of them.");
    }
  }

  @Override
  public String toString() {
    return "SftpCredentials[hostKey=%s, password=%s, keyFile=%s]"
        .formatted(hostKey, password == null ? "none" : "***", keyFile);
  }
}
