package io.homeport.backup.restore;

import io.homeport.backup.dump.Manifest;
import io.homeport.backup.dump.Taking;
import io.homeport.backup.envelope.Content;
import io.homeport.backup.envelope.DamagedEnvelope;
import io.homeport.backup.envelope.Label;
import io.homeport.backup.envelope.Vault;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.time.Instant;

/**
 * The archive of a backup as {@code pg_dump -Fc} wrote it: decrypted and decompressed, for {@code
 * pg_restore}. It is read twice: all of it has to be genuine before the first byte of it is given
 * away, and its size and digest are told beforehand.
 *
 * @param takenAt what instant it is of
 * @param bytes its size
 * @param digest of its plain bytes
 */
record PlainArchive(
    Vault vault, BackupId backup, Digest sealed, Instant takenAt, long bytes, Digest digest) {

  private static final int BUFFER_BYTES = 256 << 10;

  /**
   * Reads all of it once.
   *
   * @throws DamagedEnvelope if it is not genuine to its end
   * @throws io.homeport.backup.Trouble for the operator, if another master key is needed
   */
  static PlainArchive check(Vault vault, BackupId backup, Digest manifest) throws IOException {
    Manifest proof = Taking.read(vault, backup, manifest);
    try (InputStream in = open(vault, backup, proof.archive())) {
      MessageDigest digest = Digest.sha256();
      byte[] buffer = new byte[BUFFER_BYTES];
      long bytes = 0;
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
        bytes += count;
      }
      return new PlainArchive(
          vault, backup, proof.archive(), proof.takenAt(), bytes, Digest.ofRaw(digest.digest()));
    }
  }

  /**
   * Gives it away. The last bytes are held back until all of it proved to be what it was before.
   *
   * @throws DamagedEnvelope if it is another one now
   */
  void writeTo(OutputStream out) throws IOException {
    try (InputStream in = open(vault, backup, sealed)) {
      MessageDigest now = Digest.sha256();
      byte[] buffer = new byte[BUFFER_BYTES];
      byte[] held = new byte[BUFFER_BYTES];
      int holding = 0;
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        out.write(held, 0, holding);
        now.update(buffer, 0, count);
        System.arraycopy(buffer, 0, held, 0, count);
        holding = count;
      }
      if (!Digest.ofRaw(now.digest()).equals(digest)) {
        throw new DamagedEnvelope(label(backup), "it was changed while it was read.");
      }
      out.write(held, 0, holding);
    }
  }

  private static InputStream open(Vault vault, BackupId backup, Digest sealed) throws IOException {
    return vault.open(sealed, label(backup));
  }

  private static Label label(BackupId backup) {
    return new Label(backup, Content.DATABASE);
  }
}
