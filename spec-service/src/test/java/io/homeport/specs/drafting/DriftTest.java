package io.homeport.specs.drafting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.homeport.contracts.Builder;
import io.homeport.contracts.Digest;
import io.homeport.specs.document.Basis.Confidence;
import io.homeport.specs.document.Domain.Drift;
import io.homeport.specs.document.Domain.Drift.Kind;
import io.homeport.specs.document.Domain.Entity;
import io.homeport.specs.document.Domain.Store;
import io.homeport.specs.document.SpecDocument;
import io.homeport.specs.document.SpecMarkdown;
import io.homeport.specs.scratch.Limits;
import io.homeport.specs.scratch.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An app whose live database was changed past its migrations. */
class DriftTest {

  private static final String MIGRATION =
      """
      create type public.shelf as enum ('top', 'low');
      create type public.old_state as enum ('new', 'worn');
      create table public.jars (
        id uuid primary key default gen_random_uuid(),
        label text not null,
        shelf public.shelf not null default 'top',
        colour text,
        weight numeric(6, 2),
        opened_at timestamptz(3),
        tags text[] not null default '{}',
        extra jsonb,
        pause interval,
        handle varchar(40),
        state text,
        note text
      );
      create table public.attic (id bigint primary key);
      create function public.refill(jar uuid) returns void language sql as 'select';
      create function public.touch() returns trigger language plpgsql as 'begin return new; end';
      create function public.gone(a int) returns int language sql as 'select 1';
      """;

  private static final String TYPES =
      """
      export type Database = {
        public: {
          Tables: {
            jars: {
              Row: {
                colour: "red" | "green" | null
                extra: Json | null
                handle: string
                id: string
                label: string
                opened_at: string | null
                pause: unknown
                shelf: Database["public"]["Enums"]["shelf"]
                state: Database["public"]["Enums"]["jar_state"] | null
                supplier_id: string | null
                tags: string[]
                weight: string | null
              }
              Insert: { id?: string; label: string }
              Update: {}
              Relationships: []
            }
            suppliers: {
              Row: { id: string; name: string; since: string | null }
              Insert: { id?: string; name: string }
              Update: {}
              Relationships: []
            }
          }
          Views: { [_ in never]: never }
          Functions: {
            refill: { Args: { jar: string }; Returns: undefined }
            count_jars: { Args: { shelf: string }; Returns: number }
          }
          Enums: {
            shelf: "top" | "low" | "floor"
            jar_state: "full" | "empty"
          }
        }
      }
      """;

  @TempDir private static Path tree;
  private static SpecDocument spec;

  @BeforeAll
  static void draft() throws IOException {
    write("supabase/migrations/20250101000000_jars.sql", MIGRATION);
    write("src/integrations/supabase/types.ts", TYPES);
    write("src/suppliers.ts", "await supabase.from('suppliers').select('name');\n");
    write(
        "src/labels.ts",
        """
        await supabase.storage.from('labels').upload(path, file);
        const shown = supabase.storage.from('labels').getPublicUrl(path);
        await supabase.storage.from('receipts').upload(path, file);
        const link = await supabase.storage.from('receipts').createSignedUrl(path, 60);
        """);
    var subject = new Drafter.Subject("jars", Builder.LOVABLE, Digest.of(new byte[0]), tree);
    spec = new Drafter(Scratch.settings(), Limits.usual()).draft(subject, (step, message) -> {});
  }

  @Test
  void what_the_live_database_had_and_no_migration_makes_is_said() {
    assertThat(of(Kind.ONLY_IN_TYPES))
        .containsExactly(
            tuple("column jars.supplier_id", null, "string | null"),
            tuple("enum jar_state", null, "full, empty"),
            tuple("function count_jars", null, "(shelf string) → number"),
            tuple("table suppliers", null, "3 columns"));
  }

  @Test
  void what_a_migration_makes_and_the_live_database_lacked_is_said() {
    assertThat(of(Kind.ONLY_IN_MIGRATIONS))
        .containsExactly(
            tuple("column jars.note", "text", null),
            tuple("enum old_state", "new, worn", null),
            tuple("function gone", "(a integer) → integer", null),
            tuple("table attic", "1 column", null));
  }

  @Test
  void another_type_and_another_nullability_are_said_and_names_that_people_wrote_are_not() {
    assertThat(of(Kind.DIFFERENT_TYPE))
        .containsExactly(
            tuple("column jars.handle", "character varying(40)", "string"),
            tuple("column jars.state", "text", "jar_state | null"),
            tuple("column jars.weight", "numeric(6,2)", "string | null"),
            tuple("enum shelf", "top, low", "top, low, floor"));
  }

  @Test
  void a_difference_comes_with_both_places() {
    assertThat(spec.domain().drift())
        .filteredOn(each -> each.object().equals("column jars.weight"))
        .singleElement()
        .satisfies(each ->
            assertThat(each.basis().evidence())
                .extracting("where")
                .containsExactly(
                    "pg_attribute: jars.weight", "src/integrations/supabase/types.ts"));
  }

  @Test
  void a_table_that_only_the_types_know_is_reconstructed_and_asked_about() {
    var suppliers =
        spec.domain().entities().stream()
            .filter(each -> each.name().equals("suppliers"))
            .findFirst()
            .orElseThrow();

    assertThat(suppliers)
        .extracting(Entity::store, each -> each.basis().confidence())
        .containsExactly(Store.POSTGRES, Confidence.INFERRED);
    assertThat(suppliers.about()).contains("generated from the live database");
    assertThat(suppliers.attributes()).extracting("name").containsExactly("id", "name", "since");
    assertThat(suppliers.readBy()).hasSize(1);
    assertThat(spec.openQuestions())
        .extracting("id")
        .contains("reconstructed-table-suppliers")
        .doesNotContain("missing-table-suppliers");
  }

  @Test
  void a_bucket_that_no_migration_makes_is_public_where_its_files_are_shown_to_everybody() {
    assertThat(spec.deployment().buckets())
        .extracting("name", "declared", "isPublic")
        .containsExactly(tuple("labels", false, true), tuple("receipts", false, false));
  }

  @Test
  void the_page_lists_the_differences() {
    assertThat(SpecMarkdown.of(spec))
        .contains("Where migrations and generated types differ")
        .contains("| `column jars.weight` |");
  }

  private static List<Tuple> of(Kind kind) {
    return spec.domain().drift().stream()
        .filter(each -> each.kind() == kind)
        .map((Drift each) -> tuple(each.object(), each.migrations(), each.types()))
        .toList();
  }

  private static void write(String path, String text) throws IOException {
    Files.createDirectories(tree.resolve(path).getParent());
    Files.writeString(tree.resolve(path), text);
  }
}
