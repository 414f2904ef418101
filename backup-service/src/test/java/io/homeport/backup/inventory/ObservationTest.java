package io.homeport.backup.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.homeport.backup.AppsCluster;
import io.homeport.backup.Trouble;
import io.homeport.contracts.Failure;
import java.sql.Connection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ObservationTest {

  private static AppsCluster apps;

  @BeforeAll
  static void start() {
    apps = new AppsCluster();
  }

  @AfterAll
  static void stop() {
    apps.close();
  }

  @Test
  void rows_that_are_written_later_are_not_seen() throws Exception {
    String database = apps.databases().workshopDatabase();

    Inventory seen;
    try (var observation = Observation.begin(apps.superuser(), database, 1)) {
      apps.databases().execute(database, "delete from public.cache; delete from public.events");
      seen = observation.finish();
    }

    assertThat(seen.tables())
        .anySatisfy(table -> {
          assertThat(table.table()).isEqualTo("public.events_2025");
          assertThat(table.rows()).isEqualTo(365);
        });
  }

  @Test
  void columns_keep_their_places_while_their_table_grows() throws Exception {
    String database = apps.databases().workshopDatabase();
    var growing = new AtomicBoolean(true);
    Thread writer =
        Thread.ofPlatform()
            .start(() -> {
              while (growing.get()) {
                apps.databases()
                    .execute(
                        database,
                        "update public.workshops set price = price + 1;"
                            + " truncate public.bookings;"
                            + " insert into public.bookings (workshop_id, seats)"
                            + " select 1, 2 from generate_series(1, 2000)");
              }
            });

    var seen = new HashSet<List<TableShape>>();
    try (Connection connection = apps.superuser().openPinned(database)) {
      for (int i = 0; i < 300; i++) {
        seen.add(
            TableShape.all(connection).stream()
                .sorted(Comparator.comparing(TableShape::name))
                .toList());
      }
    } finally {
      growing.set(false);
      writer.join();
    }

    assertThat(seen).hasSize(1);
  }

  @Test
  void a_structure_that_changes_meanwhile_is_noticed_and_tried_again() throws Exception {
    String database = apps.databases().workshopDatabase();

    try (var observation = Observation.begin(apps.superuser(), database, 1)) {
      apps.databases().execute(database, "drop function public.is_admin(uuid)");

      assertThatThrownBy(observation::finish)
          .isInstanceOfSatisfying(
              Trouble.class,
              trouble -> assertThat(trouble.failure().actor()).isEqualTo(Failure.Actor.RETRY));
    }
  }

  @Test
  void a_sequence_that_moves_meanwhile_is_known_by_its_range() throws Exception {
    String database = apps.databases().workshopDatabase();

    Inventory seen;
    try (var observation = Observation.begin(apps.superuser(), database, 1)) {
      apps.databases().execute(database, "select nextval('public.tickets')");
      seen = observation.finish();
    }
    SequencePosition tickets =
        seen.sequences().stream()
            .filter(each -> each.sequence().equals("public.tickets"))
            .findFirst()
            .orElseThrow();

    assertThat(tickets.range()).isEqualTo("between 1005 and 1010");
    assertThat(tickets.allows(new SequencePosition("public.tickets", 1010, true, 1010, true)))
        .isTrue();
    assertThat(tickets.allows(new SequencePosition("public.tickets", 1000, true, 1000, true)))
        .isFalse();
  }

  @Test
  void roles_that_the_database_needs_are_known_with_what_they_are_members_of() throws Exception {
    String database = apps.databases().workshopDatabase();

    Inventory seen;
    try (var observation = Observation.begin(apps.superuser(), database, 1)) {
      seen = observation.finish();
    }

    assertThat(seen.roles()).extracting(Role::name).contains("app_owner", "anon", "authenticated");
    assertThat(seen.roles())
        .filteredOn(role -> role.name().equals("app_owner"))
        .singleElement()
        .satisfies(owner -> {
          assertThat(owner.owner()).isTrue();
          assertThat(owner.superuser()).isFalse();
          assertThat(owner.memberOf()).contains("anon", "authenticated");
        });
  }
}
