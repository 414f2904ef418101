package io.homeport.backup.files;

import java.util.List;

/**
 * What becomes of an environment's stored files when those of a backup take their place.
 *
 * @param comeBack how many are in the backup alone
 * @param replaced how many are in both, in another version
 * @param go how many are there now alone
 * @param bytes of all files of the backup
 * @param examples some of the first that would go or be replaced, as bucket and key
 */
public record FileChanges(int comeBack, int replaced, int go, long bytes, List<String> examples) {

  public FileChanges {
    examples = List.copyOf(examples);
  }
}
