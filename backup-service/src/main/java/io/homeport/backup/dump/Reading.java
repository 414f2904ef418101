package io.homeport.backup.dump;

import io.homeport.backup.envelope.Content;
import io.homeport.backup.envelope.DamagedEnvelope;
import io.homeport.backup.envelope.Label;
import io.homeport.backup.envelope.Vault;
import io.homeport.backup.files.FilesPart;
import io.homeport.backup.record.RecordPart;
import io.homeport.objects.ObjectCorrupt;
import io.homeport.objects.ObjectMissing;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** Reads every byte that is stored of a backup, and restores nothing. */
public final class Reading {

  /** What does not read as it should beside the manifest, one sentence each. */
  public static List<String> all(Vault vault, Manifest manifest) throws IOException {
    var wrong = new ArrayList<String>();
    var label = new Label(manifest.backup(), Content.DATABASE);
    try (var archive = vault.open(manifest.archive(), label)) {
      archive.transferTo(OutputStream.nullOutputStream());
    } catch (DamagedEnvelope | ObjectCorrupt | ObjectMissing e) {
      wrong.add(String.valueOf(e.getMessage()));
    }
    if (manifest.record().isPresent()) {
      wrong.addAll(RecordPart.compare(vault, manifest.backup(), manifest.record().get()));
    }
    if (manifest.files().isPresent()) {
      wrong.addAll(FilesPart.read(vault, manifest.files().get()));
    }
    return wrong;
  }

  private Reading() {}
}
