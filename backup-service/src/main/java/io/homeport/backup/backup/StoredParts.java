package io.homeport.backup.backup;

import io.homeport.backup.dump.Manifest;
import io.homeport.backup.files.StoredFile;
import io.homeport.contracts.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every object that a backup is made of.
 *
 * @param files which other backups may share
 * @param own its manifest after all that the manifest names, then its proof
 */
record StoredParts(List<Digest> files, List<Digest> own) {

  static StoredParts of(BackupRow row, Manifest manifest) {
    List<Digest> files =
        manifest.files().stream()
            .flatMap(stored -> stored.files().stream())
            .map(StoredFile::object)
            .distinct()
            .toList();
    var own = new ArrayList<Digest>();
    own.add(manifest.archive());
    manifest.record().ifPresent(record -> own.add(record.object()));
    Stream.of(row.manifest, row.proofObject)
        .filter(object -> object != null)
        .forEach(object -> own.add(Digest.parse(object)));
    return new StoredParts(files, List.copyOf(own));
  }

  /** All of them. */
  List<Digest> all() {
    return Stream.concat(files.stream(), own.stream()).toList();
  }
}
