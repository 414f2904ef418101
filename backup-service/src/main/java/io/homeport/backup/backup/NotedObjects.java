package io.homeport.backup.backup;

import io.homeport.backup.dump.Taking;
import io.homeport.backup.envelope.Content;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.Digest;
import io.homeport.messaging.work.Attempt;
import org.jspecify.annotations.Nullable;

/**
 * Notes in its row what an attempt at a backup has stored: the next attempt deletes it, or the end
 * of the keeping of one that failed.
 */
record NotedObjects(Attempt attempt, Backups backups) implements Taking.Notes {

  @Override
  public void stored(Content content, Digest object) {
    note(content, object);
  }

  @Override
  public void deleted(Content content) {
    note(content, null);
  }

  private void note(Content content, @Nullable Digest object) {
    attempt.record(() -> backups.note(new BackupId(attempt.subject()), content, object));
  }
}
