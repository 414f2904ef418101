package io.homeport.backup.drill;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.homeport.backup.dump.Manifest;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.ReleaseId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is signed: which bytes were restored, what they were compared with and what came of it. It
 * holds no customers' data and no secret, since it is stored in plain; the manifest, which it names
 * by digest, holds every table's count and hash.
 *
 * @param type always {@value #TYPE}, so that nothing else that the key may ever sign is taken for
 *     one
 * @param manifest the stored, sealed manifest
 * @param fingerprint of everything that is no row
 * @param things how many there are of each kind that is no row
 * @param access how many answers to those who ask the API were the same
 * @param release what was started on the restored database; absent where nothing was
 * @param releaseAnswers how many of its answers were those of before
 * @param lossMillis what would have been lost when it was compared: from the snapshot to then
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record Statement(
    String type,
    BackupId backup,
    String app,
    String environment,
    boolean equal,
    int differences,
    Instant takenAt,
    Instant comparedAt,
    String postgres,
    Digest archive,
    long archiveBytes,
    Digest manifest,
    int tables,
    long rows,
    Digest fingerprint,
    Map<String, Integer> things,
    int sequences,
    int foreignKeys,
    int indexes,
    Optional<Integer> files,
    Optional<Long> fileBytes,
    boolean environmentRecord,
    Optional<Integer> access,
    boolean signedIn,
    Optional<ReleaseId> release,
    Optional<Integer> releaseAnswers,
    List<String> notCompared,
    long takingMillis,
    long recoveryMillis,
    long comparingMillis,
    long lossMillis) {

  static final String TYPE = "io.homeport.backup.report.v1";

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(new Jdk8Module())
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();

  static Statement of(Report report, Manifest manifest, Digest storedManifest) {
    return new Statement(
        TYPE,
        report.backup(),
        report.app(),
        report.environment(),
        report.equal(),
        report.differences().size(),
        report.takenAt(),
        report.comparedAt(),
        report.postgres(),
        report.archive(),
        report.bytes(),
        storedManifest,
        report.tables().size(),
        manifest.inventory().rows(),
        report.fingerprint(),
        report.things(),
        report.sequences(),
        report.foreignKeys(),
        report.indexes(),
        report.files().map(Report.ComparedFiles::count),
        report.files().map(Report.ComparedFiles::bytes),
        report.environmentRecord(),
        report.access().map(access -> access.seen().size()),
        report.signedIn(),
        report.trial().flatMap(TriedApp::release),
        report
            .trial()
            .filter(trial -> trial.release().isPresent())
            .map(trial -> trial.seen().size()),
        report.notCompared(),
        report.takingMillis(),
        report.recoveryMillis(),
        report.comparingMillis(),
        Duration.between(report.takenAt(), report.comparedAt()).toMillis());
  }

  /** Members in the order of their names, no white space. */
  String json() {
    try {
      return MAPPER.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a statement is always writable", e);
    }
  }
}
