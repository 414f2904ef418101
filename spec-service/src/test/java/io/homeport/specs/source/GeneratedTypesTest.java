package io.homeport.specs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.homeport.specs.Place;
import io.homeport.specs.declared.Declared;
import io.homeport.specs.declared.Declared.Attribute;
import io.homeport.specs.declared.Declared.Origin;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Types as Supabase's generator writes them, of a database that we made up. */
class GeneratedTypesTest {

  private static final String TYPES =
      """
      export type Json = string | number | boolean | null | { [key: string]: Json } | Json[]

      export type Database = {
        __InternalSupabase: {
          PostgrestVersion: "12.2.3"
        }
        public: {
          Tables: {
            boats: {
              Row: {
                berth: string | null
                fittings: Json | null
                id: string
                kind: Database["public"]["Enums"]["boat_kind"]
                kinds: Database["public"]["Enums"]["boat_kind"][] | null
                keeper_id: string
                length_cm: number
                tags: string[]
              }
              Insert: {
                berth?: string | null
                fittings?: Json | null
                id?: string
                kind?: Database["public"]["Enums"]["boat_kind"]
                kinds?: Database["public"]["Enums"]["boat_kind"][] | null
                keeper_id: string
                length_cm: number
                tags?: string[]
              }
              Update: {
                id?: string
              }
              Relationships: [
                {
                  foreignKeyName: "boats_keeper_id_fkey"
                  columns: ["keeper_id"]
                  isOneToOne: false
                  referencedRelation: "keeper_names"
                  referencedColumns: ["id"]
                },
                {
                  foreignKeyName: "boats_keeper_id_fkey"
                  columns: ["keeper_id"]
                  isOneToOne: false
                  referencedRelation: "keepers"
                  referencedColumns: ["id"]
                },
              ]
            }
            keepers: {
              Row: { id: string }
              Insert: { id: string }
              Update: { id?: string }
              Relationships: []
            }
          }
          Views: {
            keeper_names: {
              Row: { id: string | null }
              Relationships: []
            }
          }
          Functions: {
            berth_of: { Args: { boat: string; at?: string }; Returns: string }
            harbour_day: { Args: Record<PropertyKey, never>; Returns: number }
            show_trgm: { Args: { "": string }; Returns: string[] }
            free_berths:
              | { Args: { from_day: string }; Returns: { berth: string }[] }
              | { Args: { length_cm: number }; Returns: { berth: string }[] }
              | { Args: never; Returns: { berth: string }[] }
          }
          Enums: {
            boat_kind: "sail" | "motor"
          }
          CompositeTypes: {
            [_ in never]: never
          }
        }
      }
      """;

  @Test
  void a_table_has_the_columns_of_its_rows_and_is_marked_as_reconstructed() {
    var boats = read(TYPES).entity("boats").orElseThrow();

    assertThat(boats.origin()).isEqualTo(Origin.GENERATED_TYPES);
    assertThat(boats.inferred()).isTrue();
    assertThat(boats.identifier()).containsExactly("id");
    assertThat(boats.attributes())
        .extracting(Attribute::name, Attribute::type, Attribute::required)
        .containsExactly(
            tuple("berth", "string", false),
            tuple("fittings", "Json", false),
            tuple("id", "string", true),
            tuple("kind", "boat_kind", true),
            tuple("kinds", "boat_kind[]", false),
            tuple("keeper_id", "string", true),
            tuple("length_cm", "number", true),
            tuple("tags", "string[]", true));
    assertThat(boats.attribute("berth").orElseThrow().place())
        .isEqualTo(new Place("src/integrations/supabase/types.ts", 11));
  }

  @Test
  void what_may_be_left_out_of_a_new_row_has_a_default() {
    var boats = read(TYPES).entity("boats").orElseThrow();

    assertThat(boats.attributes())
        .filteredOn(each -> each.about() != null)
        .extracting(Attribute::name)
        .containsExactly("id", "kind", "tags");
  }

  @Test
  void a_key_that_is_listed_for_a_view_too_is_one_relationship_to_the_table() {
    assertThat(read(TYPES).relationships())
        .extracting("name", "from", "fromAttributes", "to", "one", "required")
        .containsExactly(
            tuple("boats_keeper_id_fkey", "boats", List.of("keeper_id"), "keepers", false, true));
  }

  @Test
  void a_function_with_overloads_is_one_and_those_of_extensions_are_none() {
    assertThat(read(TYPES).functions())
        .extracting("name", "arguments", "returns")
        .containsExactly(
            tuple("berth_of", "boat string, at string", "string"),
            tuple("harbour_day", "", "number"),
            tuple("free_berths", "from_day string", "{ berth: string }[]"));
  }

  @Test
  void an_enum_keeps_the_order_of_its_values() {
    assertThat(read(TYPES).enums())
        .extracting("name", "values")
        .containsExactly(tuple("boat_kind", List.of("sail", "motor")));
  }

  @Test
  void types_of_an_older_generator_are_an_interface() {
    var declared =
        read(
            """
            export interface Database {
              public: { Tables: { "odd name": { Row: { id: number }; Insert: {}; Update: {} } } }
            }
            """);

    assertThat(declared.entities()).extracting("name").containsExactly("odd name");
  }

  @Test
  void types_without_a_database_say_nothing() {
    assertThat(read("export type Other = { public: { Tables: {} } }\n").entities()).isEmpty();
    assertThat(read("export type Database = { public: string }\n").entities()).isEmpty();
  }

  private static Declared read(String types) {
    try (var parser = new CodeParser()) {
      var file = parser.parse("src/integrations/supabase/types.ts", types);
      return GeneratedTypes.of(file);
    }
  }
}
