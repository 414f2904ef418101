package io.homeport.backup.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.homeport.backup.AppsCluster;
import io.homeport.backup.MemoryObjects;
import io.homeport.backup.TestKeys;
import io.homeport.backup.Trouble;
import io.homeport.backup.dump.Manifest;
import io.homeport.backup.dump.Pace;
import io.homeport.backup.dump.Taking;
import io.homeport.backup.envelope.Vault;
import io.homeport.backup.record.RecordPart;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.Failure;
import io.homeport.processes.Command;
import io.homeport.processes.Processes;
import io.homeport.testkit.Await;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What goes wrong with servers, disks and stored bytes while backups are taken and proven. The
 * table of all faults is docs/operations/backup-faults.md.
 */
class FaultsTest {

  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final int FRAME_BYTES = 256 << 10;

  private static AppsCluster apps;

  private final MemoryObjects objects = new MemoryObjects();
  private final Vault vault = new Vault(objects, TestKeys.key(1));

  @BeforeAll
  static void start() {
    apps = new AppsCluster();
  }

  @AfterAll
  static void stop() {
    apps.close();
  }

  /** What may become of a stored archive. */
  enum Rot {
    TRUNCATED(bytes -> Arrays.copyOf(bytes, bytes.length - 20)),
    BIT_FLIPPED(bytes -> {
      byte[] flipped = bytes.clone();
      flipped[bytes.length / 3] ^= 4;
      return flipped;
    }),
    REORDERED(Rot::swapFrames),
    EMPTY(bytes -> new byte[0]);

    private final UnaryOperator<byte[]> change;

    Rot(UnaryOperator<byte[]> change) {
      this.change = change;
    }

    /** The first frame after the second one, as docs/operations/backup-format.md cuts them. */
    private static byte[] swapFrames(byte[] bytes) {
      int keyIdBytes = bytes[8 + 1 + 17];
      int first = 8 + 1 + 17 + 1 + keyIdBytes + 60;
      int length = 5 + ByteBuffer.wrap(bytes, first + 1, 4).getInt();
      int second = 5 + ByteBuffer.wrap(bytes, first + length + 1, 4).getInt();
      return ByteBuffer.allocate(bytes.length)
          .put(bytes, 0, first)
          .put(bytes, first + length, second)
          .put(bytes, first, length)
          .put(bytes, first + length + second, bytes.length - first - length - second)
          .array();
    }
  }

  @ParameterizedTest
  @EnumSource
  void an_archive_that_rotted_is_never_verified(Rot rot) throws Exception {
    // Given
    Manifest manifest = taking().take(of(databaseOf(4 * FRAME_BYTES)));
    objects.contents.compute(manifest.archive(), (digest, bytes) -> rot.change.apply(bytes));

    // Then
    assertThat(drill(manifest).verdict())
        .isInstanceOfSatisfying(
            Verdict.Different.class, different -> assertThat(different.differences()).hasSize(1));
  }

  @Test
  void an_archive_that_is_missing_is_never_verified() throws Exception {
    Manifest manifest = taking().take(of(apps.databases().emptyDatabase()));
    objects.contents.remove(manifest.archive());

    assertThat(drill(manifest).verdict())
        .isInstanceOfSatisfying(
            Verdict.Different.class,
            different ->
                assertThat(different.differences().toString())
                    .contains(manifest.archive().toString()));
  }

  @Test
  void what_is_rare_in_a_database_comes_back_as_it_was() throws Exception {
    Manifest manifest = taking().take(of(apps.databases().oddDatabase()));

    Drill.Result result = drill(manifest);

    assertThat(differences(result)).isEmpty();
    assertThat(manifest.inventory().tables()).hasSizeGreaterThan(1000);
    assertThat(manifest.inventory().rows()).isGreaterThan(3070);
    assertThat(result.access().orElseThrow().seen())
        .anyMatch(seen -> seen.table().equals("public.divided") && seen.error().isPresent());
  }

  @Test
  void a_server_that_crashes_while_it_is_dumped_leaves_nothing_and_is_dumped_again()
      throws Exception {
    // Given
    String database = databaseOf(4 * FRAME_BYTES);
    objects.beforeStoring = () -> crash(database);

    // When
    assertThatThrownBy(() -> taking().take(of(database)))
        .isInstanceOfSatisfying(
            Trouble.class,
            trouble -> assertThat(trouble.failure().actor()).isEqualTo(Failure.Actor.RETRY));
    assertThat(objects.contents).isEmpty();
    objects.beforeStoring = () -> {};
    Await.until("the server is there again", FaultsTest::answers);

    // Then
    assertThat(drill(taking().take(of(database))).verdict()).isEqualTo(new Verdict.Equal());
  }

  @Test
  void a_structure_that_changes_while_it_is_dumped_leaves_nothing_and_is_dumped_again()
      throws Exception {
    // Given
    String database = databaseOf(4 * FRAME_BYTES);
    objects.beforeStoring =
        () -> apps.databases().execute(database, "create table public.later (id int)");

    // When
    assertThatThrownBy(() -> taking().take(of(database)))
        .isInstanceOfSatisfying(
            Trouble.class,
            trouble -> assertThat(trouble.failure().actor()).isEqualTo(Failure.Actor.RETRY))
        .hasMessageContaining("structure");
    assertThat(objects.contents).isEmpty();
    objects.beforeStoring = () -> {};

    // Then
    Manifest manifest = taking().take(of(database));
    assertThat(manifest.inventory().tables())
        .anyMatch(table -> table.table().equals("public.later"));
  }

  @Test
  void a_database_that_grew_tenfold_since_its_last_backup_is_equal() throws Exception {
    // Given
    String database = databaseOf(FRAME_BYTES);
    Manifest before = taking().take(of(database));
    apps.databases().execute(database, fill(9 * FRAME_BYTES));

    // When
    Manifest manifest = taking().take(of(database));

    // Then
    assertThat(manifest.inventory().rows()).isEqualTo(10 * before.inventory().rows());
    assertThat(manifest.archiveBytes()).isGreaterThan(8 * before.archiveBytes());
    assertThat(drill(manifest).verdict()).isEqualTo(new Verdict.Equal());
  }

  @Test
  void a_dump_is_read_no_faster_than_the_operator_says_and_is_equal() throws Exception {
    // Given
    String database = databaseOf(4 * FRAME_BYTES);
    var records = new RecordPart(new MemoryObjects(), vault);
    var slow =
        new Taking(
            apps.superuser(),
            vault,
            Optional.empty(),
            records,
            1,
            LIMIT,
            Optional.of(new Pace(4 * FRAME_BYTES)));

    // When
    Manifest manifest = slow.take(of(database));

    // Then: bytea is dumped as two digits a byte
    assertThat(manifest.took()).isGreaterThan(Duration.ofMillis(1900));
    assertThat(drill(manifest).verdict()).isEqualTo(new Verdict.Equal());
  }

  @Test
  void a_disk_that_is_too_small_for_the_drill_is_told_to_the_operator() throws Exception {
    // Given
    Path disk = Files.createDirectory(apps.folder().resolve("small-disk"));
    Assumptions.assumeTrue(
        mount("mount", "-t", "tmpfs", "-o", "size=72m", "tmpfs", disk.toString()),
        "only who may mount can have a small disk");
    try {
      Manifest manifest = taking().take(of(databaseOf(160 * FRAME_BYTES)));

      // When
      assertThatThrownBy(() ->
              new Drill(vault, disk.resolve("drills"), 2, LIMIT).drill(manifest, recovery -> {}))
          // Then
          .isInstanceOfSatisfying(
              Trouble.class,
              trouble -> {
                assertThat(trouble.failure().actor()).isEqualTo(Failure.Actor.OPERATOR);
                assertThat(trouble.failure().what()).contains("No space left on device");
                assertThat(trouble.failure().remedy()).contains("space");
              });
      try (var left = Files.list(disk.resolve("drills"))) {
        assertThat(left).isEmpty();
      }
    } finally {
      mount("umount", disk.toString());
    }
  }

  /** A thousand of them would say no more. */
  private static List<Difference> differences(Drill.Result result) {
    return switch (result.verdict()) {
      case Verdict.Equal() -> List.of();
      case Verdict.Different(List<Difference> all) -> all.subList(0, Math.min(5, all.size()));
    };
  }

  private static boolean mount(String... command) {
    return Processes.run(Command.of(command)).exitCode() == 0;
  }

  /** A database with rows of about so many bytes that do not compress well. */
  private static String databaseOf(int bytes) {
    String database = apps.databases().emptyDatabase();
    apps.databases()
        .execute(
            database,
            "set role app_owner; create table public.blobs (bytes bytea); alter table public.blobs"
                + " alter bytes set storage external; "
                + fill(bytes));
    return database;
  }

  /** 1,024 bytes each, from digests of numbers. */
  private static String fill(int bytes) {
    return "insert into public.blobs select string_agg(sha256((n || '-' || m)::bytea), '') from"
        + " generate_series(1, "
        + bytes / 1024
        + ") n, generate_series(1, 32) m group by n";
  }

  /** Ends the dump's process on the server, after which the server ends all others and recovers. */
  private static void crash(String database) {
    String dumping =
        "select min(pid)::text from pg_stat_activity where datname = '%s' and query ilike 'copy %%'"
            .formatted(database);
    Await.until("it is dumped", () -> apps.databases().text("postgres", dumping) != null);
    long pid = Long.parseLong(apps.databases().text("postgres", dumping));
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    ProcessHandle.of(pid).ifPresent(gone -> gone.onExit().join());
  }

  private static boolean answers() {
    try (var connection = apps.superuser().open("postgres")) {
      return connection.isValid(1);
    } catch (SQLException notYet) {
      return false;
    }
  }

  private Taking taking() {
    var records = new RecordPart(new MemoryObjects(), vault);
    return new Taking(apps.superuser(), vault, Optional.empty(), records, 2, LIMIT);
  }

  private static Taking.Of of(String database) {
    return new Taking.Of(BackupId.next(), EnvironmentId.next(), database, Optional.empty());
  }

  private Drill.Result drill(Manifest manifest) throws Exception {
    return new Drill(vault, apps.folder().resolve("drills"), 2, LIMIT)
        .drill(manifest, recovery -> {});
  }
}
