package io.homeport.specs.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.homeport.specs.catalogue.Catalogue.Column;
import io.homeport.specs.catalogue.Catalogue.EnumType;
import io.homeport.specs.catalogue.Catalogue.Generation;
import io.homeport.specs.catalogue.Catalogue.PolicyCommand;
import io.homeport.specs.catalogue.Catalogue.ReferentialAction;
import io.homeport.specs.catalogue.Catalogue.Relation;
import io.homeport.specs.catalogue.Catalogue.Table;
import io.homeport.specs.catalogue.Catalogue.Trigger;
import io.homeport.specs.catalogue.Catalogue.UniqueKey;
import io.homeport.specs.scratch.Limits;
import io.homeport.specs.scratch.SampleMigrations;
import io.homeport.specs.scratch.Scratch;
import io.homeport.specs.scratch.ScratchDatabase;
import io.homeport.specs.sql.SqlFile;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogueReaderTest {

  @Test
  void everything_a_table_has_is_read() {
    var catalogue =
        read(
            """
            create type mood as enum ('good', 'bad');
            create table people (id bigint generated always as identity primary key, name varchar(80) not null,
              mood mood default 'good', shout text generated always as (upper(name)) stored,
              constraint short check (char_length(name) < 60));
            comment on table people is 'Who is there';
            create table pets (owner bigint references people (id) on delete cascade, name text, gone boolean,
              primary key (owner, name));
            create unique index one_at_home on pets (owner) where not gone;
            create index by_name on pets (lower(name));
            alter table people enable row level security;
            create table shop.orders (id int);
            create schema shop;
            """);

    assertThat(catalogue.tables())
        .extracting(table -> table.relation().toString())
        .containsExactly("people", "pets", "shop.orders");
    var people = table(catalogue, "people");
    assertThat(people.rowSecurity()).isTrue();
    assertThat(people.comment()).isEqualTo("Who is there");
    assertThat(people.primaryKey()).containsExactly("id");
    assertThat(people.columns())
        .extracting(Column::name, Column::type, Column::nullable, Column::generation)
        .containsExactly(
            tuple("id", "bigint", false, Generation.IDENTITY),
            tuple("name", "character varying(80)", false, Generation.NONE),
            tuple("mood", "mood", true, Generation.NONE),
            tuple("shout", "text", true, Generation.STORED));
    assertThat(people.checks()).singleElement().extracting("name").isEqualTo("short");
    var pets = table(catalogue, "pets");
    assertThat(pets.rowSecurity()).isFalse();
    assertThat(pets.primaryKey()).containsExactly("owner", "name");
    assertThat(pets.foreignKeys())
        .singleElement()
        .satisfies(key -> {
          assertThat(key.columns()).containsExactly("owner");
          assertThat(key.target()).isEqualTo(new Relation("public", "people"));
          assertThat(key.targetColumns()).containsExactly("id");
          assertThat(key.onDelete()).isEqualTo(ReferentialAction.CASCADE);
        });
    assertThat(pets.uniqueKeys())
        .containsExactly(new UniqueKey("one_at_home", List.of("owner"), "(NOT gone)"));
    assertThat(pets.indexes())
        .singleElement()
        .satisfies(index -> assertThat(index.columns()).containsExactly("lower(name)"));
    assertThat(catalogue.enums())
        .containsExactly(new EnumType(new Relation("public", "mood"), List.of("good", "bad")));
  }

  @Test
  void what_everybody_may_do_comes_from_the_grants_that_are_in_force() {
    var catalogue =
        read(
            """
            create table open (id int, secret text);
            create table closed (id int);
            revoke all on closed from anon, authenticated;
            grant select (id) on closed to authenticated;
            create function helper() returns int language sql security definer as 'select 1';
            revoke execute on function helper() from public, anon;
            create function other() returns int language sql security definer set search_path = '' as 'select 1';
            """);

    assertThat(catalogue.isGranted(new Relation("public", "open"), "anon", "DELETE")).isTrue();
    assertThat(catalogue.isGranted(new Relation("public", "closed"), "anon", "SELECT")).isFalse();
    assertThat(catalogue.isGranted(new Relation("public", "closed"), "authenticated", "SELECT"))
        .isTrue();
    assertThat(catalogue.functions())
        .extracting(
            function -> function.relation().name(),
            Catalogue.Function::searchPath,
            function -> function.executableBy().contains("anon"))
        .containsExactly(tuple("helper", null, false), tuple("other", "\"\"", true));
  }

  @Test
  void an_app_in_the_shape_of_a_real_export_is_read_whole() {
    try (var scratch = ScratchDatabase.create(Scratch.settings())) {
      var migrations = SampleMigrations.of(SampleMigrations.root("lovable-cloud-spa"));
      var report = scratch.migrate(migrations, Limits.usual());
      var catalogue = scratch.catalogue();

      assertThat(report.failures()).isEmpty();
      assertThat(catalogue.tables()).hasSize(11).allMatch(Table::rowSecurity);
      assertThat(catalogue.enums()).hasSize(5);
      assertThat(catalogue.views()).singleElement().matches(view -> view.securityInvoker());
      assertThat(catalogue.buckets())
          .extracting(Catalogue.Bucket::id)
          .containsExactly("avatars", "workshop-photos");
      assertThat(catalogue.cronJobs())
          .singleElement()
          .extracting("schedule")
          .isEqualTo("5 * * * *");
      assertThat(catalogue.published())
          .extracting(Relation::name)
          .containsExactly("announcements", "bookings");
      assertThat(catalogue.triggers())
          .extracting(Trigger::name)
          .contains("on_auth_user_created", "sign_review_before_insert");
      assertThat(catalogue.policiesOf(new Relation("public", "announcements")))
          .anySatisfy(policy -> {
            assertThat(policy.command()).isEqualTo(PolicyCommand.ALL);
            assertThat(policy.using()).isEqualTo("true");
          });
      assertThat(catalogue.policiesOf(new Relation("storage", "objects"))).hasSize(5);
    }
  }

  private static Table table(Catalogue catalogue, String name) {
    return catalogue.table(new Relation("public", name)).orElseThrow();
  }

  private static Catalogue read(String sql) {
    try (var scratch = ScratchDatabase.create(Scratch.settings())) {
      scratch.migrate(List.of(new SqlFile("1.sql", sql)), Limits.usual());
      return scratch.catalogue();
    }
  }
}
