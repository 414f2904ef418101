package io.homeport.backup.drill;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.homeport.backup.dump.Manifest;
import io.homeport.backup.files.StoredFiles;
import io.homeport.backup.inventory.CatalogueEntry;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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

  private static final String A_RECORD =
      "The environment's keys, variables, release and domains, sealed; compared by SHA-256.\n";

  private static final String NO_RECORD =
      "**Not in this backup.** If the environment is removed, its data can be brought back, not its"
          + " keys and variables.\n";

  private static final String NO_FILES =
      "**Not in this backup.** The service that took it could not reach them, or was older.\n";

  public Report {
    tables = List.copyOf(tables);
    things = Map.copyOf(things);
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
        switch (result.verdict()) {
          case Verdict.Equal() -> List.of();
          case Verdict.Different(List<Difference> differences) -> differences;
        });
  }

  /** For a person to read. */
  public String markdown() {
    var text = new StringBuilder();
    text.append("# Backup of %s, %s\n\n".formatted(app, environment));
    text.append(equal ? equalText() : differentText());
    text.append(
        """

        | | |
        | --- | --- |
        | backup | `%s` |
        | holds what was there at | %s |
        | compared at | %s |
        | stored size, compressed and encrypted | %s |
        | taking it | %s |
        | **recovery: from nothing to all data** | **%s** |
        | comparing | %s |
        | PostgreSQL | %s |
        | archive | `%s` |
        | fingerprint of all that is no row | `%s` |

        """
            .formatted(
                backup,
                takenAt,
                comparedAt,
                size(bytes),
                seconds(takingMillis),
                seconds(recoveryMillis),
                seconds(comparingMillis),
                postgres,
                archive,
                fingerprint));
    text.append("## What was compared\n\n| table | rows |\n| --- | ---: |\n");
    tables.forEach(
        table -> text.append("| %s | %,d |\n".formatted(escaped(table.name()), table.rows())));
    text.append("\nEvery row by its content, not only their number. Beside the rows:\n\n");
    new TreeMap<>(things)
        .forEach((kind, count) -> text.append("- %s: %,d\n".formatted(kind, count)));
    text.append(
        """
        - sequences, by where they stand: %,d
        - foreign keys, each with its row: %,d
        - indexes, each with every row of its table: %,d
        """
            .formatted(sequences, foreignKeys, indexes));
    text.append("\n## Stored files\n\n").append(files.map(Report::text).orElse(NO_FILES));
    text.append("\n## Environment record\n\n").append(environmentRecord ? A_RECORD : NO_RECORD);
    return text.toString();
  }

  private static String text(ComparedFiles files) {
    var text =
        new StringBuilder(
            "%,d files, %s, each by the SHA-256 of its bytes; %,d of them were in no earlier backup.\n"
                .formatted(files.count(), size(files.bytes()), files.added()));
    if (!files.findings().isEmpty()) {
      text.append("\nWhen the backup was taken, files and database did not agree in this:\n\n");
      files.findings().forEach(each -> text.append("- %s\n".formatted(escaped(each))));
    }
    return text.toString();
  }

  private String equalText() {
    return """
    **Verified.** It was restored into an empty PostgreSQL, and everything that came back is equal to what was \
    there when it was taken: %,d rows in %,d tables, and all else in the database.
    """
        .formatted(tables.stream().mapToLong(Table::rows).sum(), tables.size());
  }

  private String differentText() {
    var text =
        new StringBuilder(
            "**Not good.** What came back is not what was there when it was taken:\n\n");
    differences.forEach(each -> text.append("- %s\n".formatted(escaped(each.what()))));
    return text.toString();
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ");
  }

  private static String seconds(long millis) {
    return millis < 60_000
        ? String.format(Locale.ROOT, "%.1f s", millis / 1000.0)
        : "%d min %d s"
            .formatted(
                Duration.ofMillis(millis).toMinutes(), Duration.ofMillis(millis).toSecondsPart());
  }

  private static String size(long bytes) {
    return bytes < 1_000_000
        ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
        : bytes < 1_000_000_000
            ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
            : String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
  }
}
