package io.homeport.specs.declared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.homeport.specs.Place;
import io.homeport.specs.declared.Declared.Attribute;
import io.homeport.specs.declared.Declared.Entity;
import io.homeport.specs.declared.Declared.Relationship;
import java.util.List;
import org.junit.jupiter.api.Test;

class SqlTablesTest {

  @Test
  void columns_are_known_with_type_default_and_whether_they_may_be_empty() {
    var declared =
        read(
            """
            CREATE TABLE IF NOT EXISTS public.loans (
              id SERIAL PRIMARY KEY,
              code uuid DEFAULT gen_random_uuid() UNIQUE,
              title character varying(80) NOT NULL,
              key TEXT,
              state text NOT NULL DEFAULT 'open'::text CHECK (state IN ('open', 'unique')),
              price decimal(10, 2) DEFAULT -1,
              until timestamp with time zone DEFAULT (now() + interval '14 days'),
              made timestamptz DEFAULT CURRENT_TIMESTAMP,
              place_no bigint GENERATED ALWAYS AS IDENTITY
            );
            CREATE TEMPORARY TABLE scratch (id int);
            """);

    var loans = declared.entities().getFirst();
    assertThat(declared.entities()).extracting(Entity::name).containsExactly("loans");
    assertThat(loans.identifier()).containsExactly("id");
    assertThat(loans.unique()).containsExactly(List.of("code"));
    assertThat(loans.attributes())
        .extracting(
            Attribute::name,
            Attribute::type,
            Attribute::required,
            Attribute::defaultValue,
            Attribute::generated)
        .containsExactly(
            tuple("id", "serial", true, null, true),
            tuple("code", "uuid", false, "gen_random_uuid()", false),
            tuple("title", "character varying(80)", true, null, false),
            tuple("key", "text", false, null, false),
            tuple("state", "text", true, "'open'::text", false),
            tuple("price", "decimal(10, 2)", false, "-1", false),
            tuple(
                "until", "timestamp with time zone", false, "(now() + interval '14 days')", false),
            tuple("made", "timestamptz", false, "CURRENT_TIMESTAMP", false),
            tuple("place_no", "bigint", false, null, true));
  }

  @Test
  void the_dialects_of_other_databases_are_read_too() {
    var declared =
        read(
            """
            CREATE TABLE `readers` (
              `id` int(11) NOT NULL AUTO_INCREMENT,
              `email` varchar(120) CHARACTER SET utf8mb4 NOT NULL,
              `seen` timestamp DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
              PRIMARY KEY (`id`),
              UNIQUE KEY `by_email` (`email`),
              KEY `by_seen` (`seen`)
            ) ENGINE=InnoDB;
            """);

    var readers = declared.entities().getFirst();
    assertThat(readers.identifier()).containsExactly("id");
    assertThat(readers.unique()).containsExactly(List.of("email"));
    assertThat(readers.attributes())
        .extracting(Attribute::name, Attribute::type, Attribute::defaultValue, Attribute::generated)
        .containsExactly(
            tuple("id", "int(11)", null, true),
            tuple("email", "varchar(120)", null, false),
            tuple("seen", "timestamp", "CURRENT_TIMESTAMP", false));
  }

  @Test
  void references_are_known_wherever_they_stand() {
    var declared =
        read(
            """
            create table loans (
              reader_id int not null references public.readers(id) on delete cascade,
              badge_id int unique references badges,
              shelf int not null,
              slot int not null,
              primary key (shelf, slot),
              constraint at foreign key (shelf, slot) references slots(shelf, no) on delete set null
            );
            """);

    assertThat(declared.relationships())
        .extracting(
            Relationship::fromAttributes,
            Relationship::to,
            Relationship::toAttributes,
            Relationship::one,
            Relationship::required,
            Relationship::onDelete)
        .containsExactly(
            tuple(List.of("reader_id"), "readers", List.of("id"), false, true, "cascade"),
            tuple(List.of("badge_id"), "badges", List.of("id"), true, false, "no action"),
            tuple(
                List.of("shelf", "slot"), "slots", List.of("shelf", "no"), true, true, "set null"));
  }

  @Test
  void text_that_makes_no_table_says_nothing() {
    assertThat(read("create index on loans (id); create table (((").entities()).isEmpty();
    assertThat(read("create table").entities()).isEmpty();
  }

  private static Declared read(String sql) {
    return SqlTables.in(sql, new Place("lib/db.ts", 3));
  }
}
