package io.homeport.backup.files;

import io.homeport.contracts.BackupId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import java.util.Map;
import java.util.Set;

/**
 * What is stored of environments' files already. It is an index and nothing more: a manifest names
 * every object that it needs.
 */
public interface KnownFiles {

  /**
   * The objects that hold these contents, as far as there are any. Until the backup is gone, none
   * of them is removed.
   *
   * @param contents digests of plain bytes
   */
  Map<Digest, Digest> among(EnvironmentId environment, BackupId backup, Set<Digest> contents);

  /**
   * The object holds this content from now on, in place of any other. Backups that name the other
   * one keep it.
   */
  void stored(EnvironmentId environment, BackupId backup, Digest content, Digest object);
}
