package io.homeport.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.homeport.backup.AppsCluster;
import io.homeport.backup.MemoryObjects;
import io.homeport.backup.TestKeys;
import io.homeport.backup.Trouble;
import io.homeport.backup.drill.Drill;
import io.homeport.backup.drill.Verdict;
import io.homeport.backup.dump.Manifest;
import io.homeport.backup.dump.Taking;
import io.homeport.backup.envelope.Vault;
import io.homeport.backup.record.RecordPart;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.Failure;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a backup needs, and the cluster it is restored into has no more. */
class MissingInClusterTest {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  private static AppsCluster apps;

  private final Vault vault = new Vault(new MemoryObjects(), TestKeys.key(1));

  @BeforeAll
  static void start() {
    apps = new AppsCluster();
  }

  @AfterAll
  static void stop() {
    apps.close();
  }

  @Test
  void a_role_that_is_gone_is_named_and_nothing_is_left_of_the_restore() throws Exception {
    // Given
    var databases = apps.databases();
    databases.execute("postgres", "create role auditor nologin");
    String live = databases.emptyDatabase();
    databases.execute(
        live,
        "set role app_owner; create table public.books (id int); grant select on public.books to"
            + " auditor");
    Manifest manifest = take(live);
    databases.execute(live, "drop owned by auditor");
    databases.execute("postgres", "drop role auditor");

    // Then: the backup is good, and says what is needed to have it back
    assertThat(drill(manifest).verdict()).isEqualTo(new Verdict.Equal());
    assertThatThrownBy(() -> restore(manifest, live))
        .isInstanceOfSatisfying(
            Trouble.class,
            trouble -> {
              assertThat(trouble.failure().actor()).isEqualTo(Failure.Actor.OPERATOR);
              assertThat(trouble.failure().what()).contains("role \"auditor\" does not exist");
              assertThat(trouble.failure().remedy()).contains("Create a role of that name");
            });
    assertThat(restored(live)).isEqualTo("0");

    // When
    databases.execute("postgres", "create role auditor nologin");
    restore(manifest, live);

    // Then
    assertThat(restored(live)).isEqualTo("1");
  }

  @Test
  void an_extension_that_is_not_installed_is_named_and_the_backup_is_not_called_good()
      throws Exception {
    // Given
    String live = apps.databases().emptyDatabase();
    apps.databases()
        .execute(
            live,
            "create extension citext; update pg_extension set extname = 'taken_away' where extname"
                + " = 'citext'");
    Manifest manifest = take(live);

    // Then
    assertThatThrownBy(() -> drill(manifest))
        .isInstanceOfSatisfying(
            Trouble.class,
            trouble -> {
              assertThat(trouble.failure().actor()).isEqualTo(Failure.Actor.OPERATOR);
              assertThat(trouble.failure().what()).contains("\"taken_away\"");
              assertThat(trouble.failure().remedy()).contains("Install that extension");
            });
    assertThatThrownBy(() -> restore(manifest, live)).hasMessageContaining("taken_away");
    assertThat(restored(live)).isEqualTo("0");
  }

  private static String restored(String live) {
    return apps.databases()
        .text(
            "postgres", "select count(*) from pg_database where datname like '" + live + "\\_r1%'");
  }

  private Manifest take(String database) throws Exception {
    var records = new RecordPart(new MemoryObjects(), vault);
    var taking = new Taking(apps.superuser(), vault, Optional.empty(), records, 2, LIMIT);
    Manifest manifest =
        taking.take(
            new Taking.Of(BackupId.next(), EnvironmentId.next(), database, Optional.empty()));
    return manifest;
  }

  private Drill.Result drill(Manifest manifest) throws Exception {
    return new Drill(vault, apps.folder().resolve("drills"), 2, LIMIT)
        .drill(manifest, recovery -> {});
  }

  private void restore(Manifest manifest, String live) throws Exception {
    var taking =
        new Taking(
            apps.superuser(),
            vault,
            Optional.empty(),
            new RecordPart(new MemoryObjects(), vault),
            2,
            LIMIT);
    var beside =
        new BesideLive(
            apps.superuser(), vault, Optional.empty(), apps.folder().resolve("restores"), 2, LIMIT);
    String name = live + "_r1";
    beside.restore(
        manifest.backup(),
        taking.store(manifest),
        new BesideLive.Target(EnvironmentId.next(), live, name, name + "_a1"),
        () -> {});
  }
}
