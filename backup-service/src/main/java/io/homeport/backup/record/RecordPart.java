package io.homeport.backup.record;

import io.homeport.backup.Trouble;
import io.homeport.backup.envelope.Content;
import io.homeport.backup.envelope.DamagedEnvelope;
import io.homeport.backup.envelope.Label;
import io.homeport.backup.envelope.Vault;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.Failure;
import io.homeport.objects.ObjectCorrupt;
import io.homeport.objects.ObjectMissing;
import io.homeport.objects.Objects;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;

/**
 * The environment record as a part of a recovery set: taken, compared and given back. What is in
 * it, the environment's keys and variables, is deploy-service's to know: it is never opened here.
 *
 * @param installation the objects that the services share
 */
public record RecordPart(Objects installation, Vault vault) {

  /** Whether the record is there still: another one may have taken its place just now. */
  public boolean has(Digest record) throws IOException {
    return installation.has(record);
  }

  /**
   * Puts a copy into the backup.
   *
   * @throws Trouble to try again, if another record took its place
   */
  public SealedRecord take(BackupId backup, Digest record) throws IOException {
    try (var in = installation.open(record)) {
      var content = new ByteArrayInputStream(in.readAllBytes());
      return new SealedRecord(record, vault.store(content, label(backup)).digest());
    } catch (ObjectMissing e) {
      throw new Trouble(
          Failure.retry(
              "The environment record " + record + " is not there any more.",
              "Nothing needs to be done: the one in its place is taken."),
          e);
    }
  }

  /** What is not as it was, one sentence each. */
  public static List<String> compare(Vault vault, BackupId backup, SealedRecord record)
      throws IOException {
    try {
      return Digest.of(read(vault, backup, record)).equals(record.content())
          ? List.of()
          : List.of("the environment record has other bytes");
    } catch (DamagedEnvelope | ObjectCorrupt | ObjectMissing e) {
      return List.of("the environment record cannot be read: " + e.getMessage());
    }
  }

  /** Lets deploy-service have it again, as it wrote it. */
  public Digest giveBack(BackupId backup, SealedRecord record) throws IOException {
    return installation.put(new ByteArrayInputStream(read(vault, backup, record)));
  }

  private static byte[] read(Vault vault, BackupId backup, SealedRecord record) throws IOException {
    try (var in = vault.open(record.object(), label(backup))) {
      return in.readAllBytes();
    }
  }

  private static Label label(BackupId backup) {
    return new Label(backup, Content.RECORD);
  }
}
