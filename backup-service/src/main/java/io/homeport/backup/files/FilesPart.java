package io.homeport.backup.files;

import io.homeport.backup.envelope.DamagedEnvelope;
import io.homeport.backup.envelope.Label;
import io.homeport.backup.envelope.Vault;
import io.homeport.backup.inventory.StoredObject;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import io.homeport.objects.ObjectCorrupt;
import io.homeport.objects.ObjectMissing;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The stored files of environments as a part of a recovery set: taken, put back and compared.
 *
 * @param apps where apps keep them
 */
public record FilesPart(AppFiles apps, Vault vault, KnownFiles known) {

  private static final int AT_A_TIME = 200;
  private static final int MOST_FINDINGS = 100;
  private static final int MOST_EXAMPLES = 20;

  /**
   * Holds on to the files as they are at this moment. What closes lets go of them.
   *
   * @param database the one that the environment works on
   */
  public Held hold(EnvironmentId environment, String database) throws IOException {
    return new Held(environment, apps.freeze(environment, database));
  }

  /** Files as they were at one moment. */
  public final class Held implements AutoCloseable {

    private final EnvironmentId environment;
    private final Path folder;

    private Held(EnvironmentId environment, Path folder) {
      this.environment = environment;
      this.folder = folder;
    }

    /**
     * Stores what is not stored yet.
     *
     * @param listed the files that the database knew of at its snapshot
     */
    public StoredFiles take(BackupId backup, List<StoredObject> listed) throws IOException {
      List<FileOnDisk> found = FileOnDisk.in(folder);
      var findings = new ArrayList<>(disagreements(found, listed));
      int unreadable = FileOnDisk.paths(folder).size() - found.size();
      if (unreadable > 0) {
        findings.add("%,d files have no description and are left out".formatted(unreadable));
      }
      var files = new ArrayList<StoredFile>();
      int stored = 0;
      for (int from = 0; from < found.size(); from += AT_A_TIME) {
        stored +=
            storeSome(
                environment,
                backup,
                found.subList(from, Math.min(found.size(), from + AT_A_TIME)),
                files);
      }
      return new StoredFiles(environment, files, stored, findings);
    }

    @Override
    public void close() throws IOException {
      apps.thaw(environment);
    }
  }

  private int storeSome(
      EnvironmentId environment, BackupId backup, List<FileOnDisk> some, List<StoredFile> files)
      throws IOException {
    var contents = new LinkedHashMap<FileOnDisk, Digest>();
    for (FileOnDisk file : some) {
      contents.put(file, file.content());
    }
    Map<Digest, Digest> objects = stillThere(environment, backup, contents);
    int stored = 0;
    for (var each : contents.entrySet()) {
      Digest object = objects.get(each.getValue());
      if (object == null) {
        object = store(environment, each.getKey(), each.getValue());
        known.stored(environment, backup, each.getValue(), object);
        objects.put(each.getValue(), object);
        stored++;
      }
      files.add(listed(each.getKey(), each.getValue(), object));
    }
    return stored;
  }

  private Map<Digest, Digest> stillThere(
      EnvironmentId environment, BackupId backup, Map<FileOnDisk, Digest> contents)
      throws IOException {
    var there = new HashMap<Digest, Digest>();
    for (var each : known.among(environment, backup, Set.copyOf(contents.values())).entrySet()) {
      if (vault.has(each.getValue())) {
        there.put(each.getKey(), each.getValue());
      }
    }
    return there;
  }

  private Digest store(EnvironmentId environment, FileOnDisk file, Digest content)
      throws IOException {
    MessageDigest read = Digest.sha256();
    Digest object;
    try (var in = new DigestInputStream(Files.newInputStream(file.path()), read)) {
      object = vault.store(in, Label.file(environment)).digest();
    }
    if (!Digest.ofRaw(read.digest()).equals(content)) {
      vault.delete(object);
      throw new IOException(
          "a stored file of the environment %s has other bytes each time it is read"
              .formatted(environment));
    }
    return object;
  }

  private static StoredFile listed(FileOnDisk file, Digest content, Digest object)
      throws IOException {
    return new StoredFile(
        file.bucket(),
        file.key(),
        file.bytes(),
        content,
        object,
        file.modifiedAt(),
        file.description());
  }

  /** The app's database and its files change one after the other, so they may not agree. */
  private static List<String> disagreements(List<FileOnDisk> found, List<StoredObject> listed)
      throws IOException {
    var byName = new TreeMap<String, StoredObject>();
    listed.forEach(each -> byName.put(each.path(), each));
    var findings = new ArrayList<String>();
    for (FileOnDisk file : found) {
      StoredObject object = byName.remove(file.name());
      if (object == null) {
        findings.add(file.name() + " is stored, and the database does not list it");
      } else if (object.bytes().filter(bytes -> bytes != sizeOf(file)).isPresent()
          || !object.isSameVersion(file.eTag())) {
        findings.add(file.name() + " is not the version that the database lists");
      }
    }
    byName
        .keySet()
        .forEach(path -> findings.add(path + " is listed by the database, and is not stored"));
    return shortened(findings);
  }

  private static long sizeOf(FileOnDisk file) {
    return file.path().toFile().length();
  }

  private static List<String> shortened(List<String> findings) {
    if (findings.size() <= MOST_FINDINGS) {
      return findings;
    }
    var some = new ArrayList<>(findings.subList(0, MOST_FINDINGS));
    some.add("and %,d more".formatted(findings.size() - MOST_FINDINGS));
    return some;
  }

  /**
   * Puts files into an empty folder as the runtime keeps them, and compares each with what it was.
   *
   * @return what is not as it was, one sentence each
   */
  public static List<String> restore(Vault vault, StoredFiles files, Path folder)
      throws IOException {
    var differences = new ArrayList<String>();
    for (StoredFile file : files.files()) {
      try {
        restore(vault, files.environment(), file, folder);
      } catch (DamagedEnvelope | ObjectCorrupt | ObjectMissing e) {
        differences.add("the file %s cannot be read: %s".formatted(file.path(), e.getMessage()));
      }
    }
    if (differences.isEmpty()) {
      differences.addAll(compare(files, folder));
    }
    return differences;
  }

  /**
   * Reads what is stored of files and keeps nothing.
   *
   * @return what is not as it was, one sentence each, which name objects and no files
   */
  public static List<String> read(Vault vault, StoredFiles files) throws IOException {
    var contents = new TreeMap<String, StoredFile>();
    files.files().forEach(file -> contents.put(file.object().toString(), file));
    var differences = new ArrayList<String>();
    for (StoredFile file : contents.values()) {
      MessageDigest digest = Digest.sha256();
      try (var in =
          new DigestInputStream(
              vault.open(file.object(), Label.file(files.environment())), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      } catch (DamagedEnvelope | ObjectCorrupt | ObjectMissing e) {
        differences.add("a stored file cannot be read: " + e.getMessage());
        continue;
      }
      if (!Digest.ofRaw(digest.digest()).equals(file.content())) {
        differences.add("the stored file %s has other bytes".formatted(file.object()));
      }
    }
    return differences;
  }

  private static void restore(Vault vault, EnvironmentId environment, StoredFile file, Path folder)
      throws IOException {
    Path place = FileOnDisk.place(folder, file.bucket(), file.key());
    Files.createDirectories(place.getParent());
    try (InputStream in = vault.open(file.object(), Label.file(environment))) {
      Files.copy(in, place);
    }
    Files.writeString(FileOnDisk.descriptionOf(place), file.description());
    for (Path each : List.of(place, FileOnDisk.descriptionOf(place))) {
      Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rw-------"));
    }
    Files.setLastModifiedTime(place, FileTime.from(file.modifiedAt()));
  }

  private static List<String> compare(StoredFiles files, Path folder) throws IOException {
    var found = new HashMap<String, FileOnDisk>();
    for (FileOnDisk each : FileOnDisk.in(folder)) {
      found.put(each.name(), each);
    }
    var differences = new ArrayList<String>();
    for (StoredFile was : files.files()) {
      FileOnDisk is = found.remove(was.path());
      if (is == null) {
        differences.add("the file %s is missing".formatted(was.path()));
      } else if (is.bytes() != was.bytes() || !is.content().equals(was.content())) {
        differences.add("the file %s has other bytes".formatted(was.path()));
      } else if (!is.description().equals(was.description())) {
        differences.add("the file %s is described otherwise".formatted(was.path()));
      }
    }
    found
        .keySet()
        .forEach(path -> differences.add("the file %s was not there before".formatted(path)));
    return differences;
  }

  /** Puts files back beside those in use: whoever works on the database will work on them. */
  public List<String> restoreBeside(StoredFiles files, EnvironmentId into, String database)
      throws IOException {
    Path folder = apps.unfinished(into, database);
    List<String> differences = restore(vault, files, folder);
    if (differences.isEmpty()) {
      apps.publish(into, database);
    }
    return differences;
  }

  /**
   * What would become of the files in use, by their sizes, times and descriptions: their bytes are
   * not read.
   */
  public FileChanges changes(StoredFiles backedUp, EnvironmentId environment, String database)
      throws IOException {
    var now = new TreeMap<String, FileOnDisk>();
    for (FileOnDisk each : FileOnDisk.in(apps.used(environment, database))) {
      now.put(each.name(), each);
    }
    int comeBack = 0;
    var replaced = new ArrayList<String>();
    for (StoredFile was : backedUp.files()) {
      FileOnDisk is = now.remove(was.path());
      if (is == null) {
        comeBack++;
      } else if (!isSame(was, is)) {
        replaced.add(was.path());
      }
    }
    var examples = Stream.concat(now.keySet().stream(), replaced.stream()).limit(MOST_EXAMPLES);
    return new FileChanges(
        comeBack, replaced.size(), now.size(), backedUp.bytes(), examples.toList());
  }

  private static boolean isSame(StoredFile was, FileOnDisk is) throws IOException {
    return sizeOf(is) == was.bytes()
        && is.modifiedAt().toEpochMilli() == was.modifiedAt().toEpochMilli()
        && is.description().equals(was.description());
  }

  /** Lets a restored database have the files of the one in use, where the backup holds none. */
  public void carryOver(EnvironmentId environment, String from, String to) throws IOException {
    apps.carryOver(environment, from, to);
  }

  /** Removes files that were restored for a database which is of no use. */
  public void discard(EnvironmentId environment, String database) throws IOException {
    apps.discard(environment, database);
  }
}
