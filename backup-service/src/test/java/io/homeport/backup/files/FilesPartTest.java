package io.homeport.backup.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.backup.MemoryObjects;
import io.homeport.backup.TestKeys;
import io.homeport.backup.envelope.Vault;
import io.homeport.backup.inventory.StoredObject;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as the runtime keeps them, in a real folder. */
class FilesPartTest {

  private static final String DATABASE = "app_1";

  @TempDir Path root;
  private final EnvironmentId environment = EnvironmentId.next();
  private final MemoryObjects objects = new MemoryObjects();
  private final Vault vault = new Vault(objects, TestKeys.key(1));
  private final Index index = new Index();

  /** What is stored, in memory. */
  private static final class Index implements KnownFiles {
    private final Map<Digest, Digest> objects = new HashMap<>();

    @Override
    public Map<Digest, Digest> among(
        EnvironmentId environment, BackupId backup, Set<Digest> contents) {
      var found = new HashMap<>(objects);
      found.keySet().retainAll(contents);
      return found;
    }

    @Override
    public void stored(EnvironmentId environment, BackupId backup, Digest content, Digest object) {
      objects.put(content, object);
    }
  }

  @Test
  void what_is_taken_comes_back_with_its_bytes_and_its_description() throws Exception {
    write("avatars", "ada/face.png", "a face");
    write("notes", "a", "one");
    write("notes", "a/b", "two");

    StoredFiles taken = take();
    List<String> differences = part().restoreBeside(taken, taken.environment(), "app_1_r1");

    assertThat(differences).isEmpty();
    assertThat(taken.files())
        .extracting(StoredFile::path)
        .containsExactly("avatars/ada/face.png", "notes/a", "notes/a/b");
    Path restored = part().apps().used(environment, "app_1_r1");
    assertThat(restored).isNotEqualTo(live());
    Path face = FileOnDisk.place(restored, "avatars", "ada/face.png");
    assertThat(face).hasContent("a face");
    assertThat(FileOnDisk.descriptionOf(face))
        .hasSameTextualContentAs(
            FileOnDisk.descriptionOf(FileOnDisk.place(live(), "avatars", "ada/face.png")));
    assertThat(Files.getLastModifiedTime(face).toInstant())
        .isEqualTo(taken.files().getFirst().modifiedAt());
  }

  @Test
  void what_is_stored_and_still_there_is_not_stored_again() throws Exception {
    write("avatars", "a", "same");
    write("avatars", "b", "same");
    write("avatars", "c", "other");
    StoredFiles first = take();
    Digest lost = first.files().getLast().object();
    write("avatars", "d", "new");
    int before = objects.contents.size();

    assertThat(first.stored()).isEqualTo(2);
    assertThat(take().stored()).isEqualTo(1);
    assertThat(objects.contents).hasSize(before + 1);
    vault.delete(lost);
    assertThat(take().stored()).isEqualTo(1);
  }

  @Test
  void files_are_those_of_the_moment_of_the_snapshot_whatever_the_app_does_meanwhile()
      throws Exception {
    write("avatars", "kept", "before");
    write("avatars", "deleted", "before");

    StoredFiles taken;
    try (var held = part().hold(environment, DATABASE)) {
      write("avatars", "kept", "afterwards");
      Files.delete(FileOnDisk.place(live(), "avatars", "deleted"));
      write("avatars", "added", "afterwards");
      taken = held.take(BackupId.next(), List.of());
    }

    assertThat(taken.files()).extracting(StoredFile::key).containsExactly("deleted", "kept");
    part().restoreBeside(taken, taken.environment(), "app_1_r1");
    assertThat(FileOnDisk.place(part().apps().used(environment, "app_1_r1"), "avatars", "kept"))
        .hasContent("before");
    assertThat(root.resolve(environment.toString()).toFile().list())
        .containsExactlyInAnyOrder("storage", "storage-of");
  }

  @Test
  void where_files_and_database_do_not_agree_it_is_said() throws Exception {
    write("avatars", "same", "12345");
    write("avatars", "grown", "12345");
    write("avatars", "replaced", "12345");
    write("avatars", "unlisted", "12345");
    var listed =
        List.of(
            new StoredObject("avatars", "same", Optional.of(5L), Optional.of("\"e5\"")),
            new StoredObject("avatars", "grown", Optional.of(4L), Optional.of("\"e5\"")),
            new StoredObject("avatars", "replaced", Optional.of(5L), Optional.of("\"else\"")),
            new StoredObject("avatars", "lost", Optional.of(5L), Optional.empty()));

    StoredFiles taken;
    try (var held = part().hold(environment, DATABASE)) {
      taken = held.take(BackupId.next(), listed);
    }

    assertThat(taken.findings())
        .containsExactly(
            "avatars/grown is not the version that the database lists",
            "avatars/replaced is not the version that the database lists",
            "avatars/unlisted is stored, and the database does not list it",
            "avatars/lost is listed by the database, and is not stored");
  }

  @Test
  void a_link_that_an_app_put_among_its_files_is_not_followed() throws Exception {
    write("avatars", "own", "mine");
    Path secret = Files.writeString(root.resolve("secret"), "not the app's");
    Path link = FileOnDisk.place(live(), "avatars", "stolen");
    write("avatars", "stolen", "");
    Files.delete(link);
    Files.createSymbolicLink(link, secret);

    assertThat(take().files()).extracting(StoredFile::key).containsExactly("own");
  }

  @Test
  void each_defect_of_what_is_stored_is_told_and_nothing_comes_into_service() throws Exception {
    write("avatars", "swapped", "one content");
    write("avatars", "with", "other content");
    write("avatars", "missing", "gone");
    write("avatars", "flipped", "bits");
    StoredFiles taken = take();
    Map<String, Digest> stored = new HashMap<>();
    taken.files().forEach(file -> stored.put(file.key(), file.object()));
    objects.contents.put(stored.get("swapped"), objects.contents.get(stored.get("with")));
    objects.contents.remove(stored.get("missing"));
    byte[] bits = objects.contents.get(stored.get("flipped"));
    bits[bits.length - 3] ^= 4;

    List<String> differences = part().restoreBeside(taken, taken.environment(), "app_1_r1");

    assertThat(differences).hasSizeGreaterThanOrEqualTo(2);
    assertThat(differences.toString()).contains("avatars/missing").contains("avatars/flipped");
    assertThat(part().apps().used(environment, "app_1_r1")).isEqualTo(live());
  }

  @Test
  void a_file_of_the_same_environment_in_place_of_another_is_noticed() throws Exception {
    write("avatars", "a", "one content");
    write("avatars", "b", "other content");
    StoredFiles taken = take();
    objects.contents.put(
        taken.files().getFirst().object(), objects.contents.get(taken.files().getLast().object()));

    assertThat(part().restoreBeside(taken, taken.environment(), "app_1_r1"))
        .containsExactly("the file avatars/a has other bytes");
  }

  @Test
  void a_backup_without_files_leaves_those_in_use_as_they_are() throws Exception {
    write("avatars", "a", "content");

    part().carryOver(environment, DATABASE, "app_1_r1");
    write("avatars", "a", "written by what served before");

    assertThat(FileOnDisk.place(part().apps().used(environment, "app_1_r1"), "avatars", "a"))
        .hasContent("content");
  }

  private FilesPart part() {
    return new FilesPart(new AppFiles(root), vault, index);
  }

  private StoredFiles take() throws IOException {
    try (var held = part().hold(environment, DATABASE)) {
      return held.take(BackupId.next(), List.of());
    }
  }

  private Path live() {
    return root.resolve(environment.toString()).resolve("storage");
  }

  /** As the runtime does: whole or not at all, by renaming. */
  private void write(String bucket, String key, String content) throws IOException {
    Path place = FileOnDisk.place(live(), bucket, key);
    Files.createDirectories(place.getParent());
    replace(place, content);
    replace(
        FileOnDisk.descriptionOf(place),
        "{\"bucket\":\"%s\",\"key\":\"%s\",\"eTag\":\"\\\"e%d\\\"\",\"mimetype\":\"image/png\"}"
            .formatted(bucket, key, content.length()));
  }

  private static void replace(Path file, String content) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.write(part, content.getBytes(StandardCharsets.UTF_8));
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
