package io.homeport.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.backup.AppsCluster;
import io.homeport.backup.MemoryObjects;
import io.homeport.backup.TestKeys;
import io.homeport.backup.dump.Manifest;
import io.homeport.backup.dump.Taking;
import io.homeport.backup.envelope.Vault;
import io.homeport.backup.record.RecordPart;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A backup where its owner has another name. */
class OtherOwnerTest {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final Vault vault = new Vault(new MemoryObjects(), TestKeys.key(1));

  @Test
  void what_an_owner_had_who_is_not_in_the_cluster_is_the_owners_of_the_environment()
      throws Exception {
    try (var apps = new AppsCluster()) {
      // Given
      var databases = apps.databases();
      databases.execute("postgres", "create role former_owner nologin");
      String former = databases.emptyDatabase();
      databases.execute("postgres", "alter database " + former + " owner to former_owner");
      databases.execute(
          former,
          """
          alter database %s set app.jwt_secret = 'of the former';
          set role former_owner;
          create schema shop;
          alter default privileges in schema shop grant select on tables to anon;
          create table shop.orders (id int primary key, note text);
          insert into shop.orders select n, 'note' from generate_series(1, 90) n;
          create view shop.notes as select note from shop.orders;
          create function shop.one() returns int language sql as 'select 1';
          """
              .formatted(former));
      var taking =
          new Taking(
              apps.superuser(),
              vault,
              Optional.empty(),
              new RecordPart(new MemoryObjects(), vault),
              2,
              LIMIT);
      Manifest manifest =
          taking.take(
              new Taking.Of(BackupId.next(), EnvironmentId.next(), former, Optional.empty()));
      Digest stored = taking.store(manifest);
      databases.drop(former);
      databases.execute("postgres", "drop role former_owner");
      String live = databases.emptyDatabase();
      var beside =
          new BesideLive(
              apps.superuser(),
              vault,
              Optional.empty(),
              apps.folder().resolve("restores"),
              2,
              LIMIT);

      // When
      String restored = live + "_r1";
      beside.restore(
          manifest.backup(),
          stored,
          new BesideLive.Target(EnvironmentId.next(), live, restored, restored + "_a1"),
          () -> {});

      // Then
      assertThat(databases.text(restored, "select count(*) from shop.orders")).isEqualTo("90");
      assertThat(
              databases.text(
                  restored,
                  "select string_agg(distinct pg_get_userbyid(relowner), ' ') from pg_class"
                      + " where relnamespace = 'shop'::regnamespace"))
          .isEqualTo("app_owner");
      assertThat(
              databases.text(
                  restored, "select pg_get_userbyid(defaclrole) from pg_default_acl limit 1"))
          .isEqualTo("app_owner");
      assertThat(
              databases.text(
                  restored, "select coalesce(current_setting('app.jwt_secret', true), '')"))
          .isEmpty();
      assertThat(
              databases.text(
                  "postgres",
                  "select count(*) from pg_roles where rolname ~ '^(former_owner|homeport_)'"))
          .isEqualTo("0");
      assertThat(
              databases.text(
                  "postgres",
                  "select pg_get_userbyid(datdba) from pg_database where datname = '" + live + "'"))
          .isEqualTo("app_owner");
    }
  }
}
