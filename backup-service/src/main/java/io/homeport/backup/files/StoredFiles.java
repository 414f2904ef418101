package io.homeport.backup.files;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.homeport.contracts.EnvironmentId;
import java.util.List;

/**
 * The files of an environment, as a manifest holds them.
 *
 * @param environment whose files they are; what is stored of each says so too
 * @param stored how many were not stored before
 * @param findings in what the files and the database at the snapshot did not agree
 */
public record StoredFiles(
    EnvironmentId environment, List<StoredFile> files, int stored, List<String> findings) {

  public StoredFiles {
    files = List.copyOf(files);
    findings = List.copyOf(findings);
  }

  @JsonIgnore
  public long bytes() {
    return files.stream().mapToLong(StoredFile::bytes).sum();
  }
}
