package io.homeport.backup.drill;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.homeport.backup.access.ComparedAccess;
import io.homeport.backup.dump.Manifest;
import io.homeport.backup.files.StoredFiles;
import io.homeport.backup.inventory.CatalogueEntry;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a drill found, for the customer and for whoever has to be convinced.
 *
 * @param equal whether everything that was compared is the same
 * @param takenAt the instant of the snapshot: what was written later is not in the backup
 * @param bytes as stored, compressed and encrypted
 * @param recoveryMillis from nothing to a database with all data
 * @param fingerprint of everything that is no row
 * @param things how many there are of each kind that is no row
 * @param files the stored files; absent if they are not in the backup
 * @param access who sees what; absent in earlier reports
 * @param signedIn whether a made-up user could be made and signed in
 * @param trial how the app itself fared on what was restored; absent in earlier reports
 * @param notCompared what nothing is claimed of, one sentence each
 * @param environmentRecord whether what brings the environment back beside its data is in it
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Report(
    BackupId backup,
    String app,
    String environment,
    boolean equal,
    Instant takenAt,
    Instant comparedAt,
    String postgres,
    Digest archive,
    long bytes,
    long takingMillis,
    long recoveryMillis,
    long comparingMillis,
    Digest fingerprint,
    List<Table> tables,
    Map<String, Integer> things,
    int sequences,
    int foreignKeys,
    int indexes,
    Optional<ComparedFiles> files,
    boolean environmentRecord,
    Optional<ComparedAccess> access,
    boolean signedIn,
    Optional<TriedApp> trial,
    List<String> notCompared,
    List<Difference> differences) {

  /**
   * A table as it was backed up.
   *
   * @param hash of its rows, in whatever order
   */
  public record Table(String name, long rows, String hash) {}

  /**
   * Stored files as they were backed up; each was restored and its bytes compared.
   *
   * @param added how many no earlier backup had
   * @param findings in what files and database did not agree when the backup was taken
   */
  public record ComparedFiles(int count, long bytes, int added, List<String> findings) {
    public ComparedFiles {
      findings = List.copyOf(findings);
    }

    static ComparedFiles of(StoredFiles files) {
      return new ComparedFiles(
          files.files().size(), files.bytes(), files.stored(), files.findings());
    }
  }

  public Report {
    tables = List.copyOf(tables);
    things = Map.copyOf(things);
    notCompared = notCompared == null ? List.of() : List.copyOf(notCompared);
    differences = List.copyOf(differences);
  }

  /** The report of one drill. */
  public static Report of(
      Manifest manifest, Drill.Result result, String app, String environment, Instant now) {
    var inventory = manifest.inventory();
    return new Report(
        manifest.backup(),
        app,
        environment,
        result.verdict() instanceof Verdict.Equal,
        manifest.takenAt(),
        now,
        inventory.serverVersion(),
        manifest.archive(),
        manifest.archiveBytes(),
        manifest.took().toMillis(),
        result.recovery().toMillis(),
        result.comparing().toMillis(),
        inventory.fingerprint(),
        inventory.tables().stream()
            .map(each -> new Table(each.table(), each.rows(), each.hash()))
            .toList(),
        inventory.catalogue().stream()
            .collect(Collectors.groupingBy(CatalogueEntry::kind, Collectors.summingInt(each -> 1))),
        inventory.sequences().size(),
        result.foreignKeys(),
        result.indexes(),
        manifest.files().map(ComparedFiles::of),
        manifest.record().isPresent(),
        result.access(),
        result.noSignIn().isEmpty(),
        Optional.of(result.app()),
        notCompared(manifest, result),
        switch (result.verdict()) {
          case Verdict.Equal() -> List.of();
          case Verdict.Different(List<Difference> differences) -> differences;
        });
  }

  private static List<String> notCompared(Manifest manifest, Drill.Result result) {
    var all = new ArrayList<String>();
    var kinds =
        manifest.inventory().catalogue().stream()
            .map(CatalogueEntry::kind)
            .collect(Collectors.toSet());
    if (kinds.contains("materialized view")) {
      all.add("rows of materialized views: they were computed anew");
    }
    if (kinds.contains("foreign table")) {
      all.add("rows of foreign tables: they are elsewhere");
    }
    if (manifest.files().isEmpty()) {
      all.add("stored files: they are not in this backup");
    }
    if (manifest.record().isEmpty()) {
      all.add("the environment record: it is not in this backup");
    }
    if (result.access().isEmpty()) {
      all.add("who sees what: nobody noted it when the backup was taken");
    }
    result.access().ifPresent(access -> all.addAll(access.notCompared()));
    result.noSignIn().ifPresent(all::add);
    all.addAll(result.app().notCompared());
    return all;
  }

  /**
   * For a person to read.
   *
   * @param proof who vouches for it; empty where nobody does
   */
  public String markdown(Loss loss, Optional<Proof> proof) {
    return new ReportPage(this).markdown(loss, proof);
  }
}
