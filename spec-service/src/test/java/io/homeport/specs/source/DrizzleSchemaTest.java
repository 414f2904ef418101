package io.homeport.specs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.homeport.specs.declared.Declared.Attribute;
import io.homeport.specs.declared.Declared.Database;
import io.homeport.specs.declared.Declared.Entity;
import io.homeport.specs.declared.Declared.EnumType;
import io.homeport.specs.declared.Declared.Relationship;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrizzleSchemaTest {

  @TempDir private Path folder;
  private HandMade app;

  @BeforeEach
  void anApp() {
    app = new HandMade(folder);
  }

  @Test
  void columns_are_known_with_type_default_and_whether_they_may_be_empty() {
    app.with(
        "shared/schema.ts",
        """
        const stamps = { createdAt: timestamp("created_at", { withTimezone: true }).defaultNow() };
        export const stateEnum = pgEnum("plot_state", ["free", "let"]);
        export const plots = pgTable("plots", {
          id: serial("id").primaryKey(),
          key: uuid().defaultRandom().notNull().unique(),
          name: varchar("name", { length: 80 }).notNull(),
          rent: numeric("rent", { precision: 8, scale: 2 }).default("0"),
          state: stateEnum("state").notNull().default("free"),
          earlier: stateEnum("earlier").array(),
          soil: text("soil", { enum: ["clay", "loam"] }),
          size: doublePrecision("size").default(sql`1.5`),
          notes: jsonb("notes").$defaultFn(() => ({})),
          ...stamps,
        });
        """);

    var declared = app.read().declared();

    var plots = declared.entity("plots").orElseThrow();
    assertThat(plots.database()).isEqualTo(Database.POSTGRES);
    assertThat(plots.identifier()).containsExactly("id");
    assertThat(plots.unique()).containsExactly(List.of("key"));
    assertThat(plots.attributes())
        .extracting(
            Attribute::name,
            Attribute::type,
            Attribute::required,
            Attribute::defaultValue,
            Attribute::generated)
        .containsExactly(
            tuple("id", "serial", true, null, true),
            tuple("key", "uuid", true, "gen_random_uuid()", false),
            tuple("name", "varchar(80)", true, null, false),
            tuple("rent", "numeric(8, 2)", false, "'0'", false),
            tuple("state", "plot_state", true, "'free'", false),
            tuple("earlier", "plot_state[]", false, null, false),
            tuple("soil", "text", false, null, false),
            tuple("size", "double precision", false, "1.5", false),
            tuple("notes", "jsonb", false, "set by the server's code", false),
            tuple("created_at", "timestamp with time zone", false, "now()", false));
    assertThat(plots.attribute("soil").orElseThrow().about()).isEqualTo("One of clay, loam.");
    assertThat(declared.enums())
        .extracting(EnumType::name, EnumType::values)
        .containsExactly(tuple("plot_state", List.of("free", "let")));
  }

  @Test
  void keys_over_several_columns_are_known() {
    app.with(
        "server/schema.ts",
        """
        export const turns = sqliteTable("turns", {
          plotId: integer("plot_id").notNull(),
          week: integer("week").notNull(),
          helper: text("helper"),
          bed: integer("bed"),
        }, (t) => ({
          pk: primaryKey({ columns: [t.plotId, t.week] }),
          once: uniqueIndex("once").on(t.helper, t.week),
          some: uniqueIndex("some").on(t.bed).where(sql`helper is null`),
          fast: index("unique_enough").on(t.week),
          at: foreignKey({ columns: [t.bed], foreignColumns: [beds.no] }).onDelete("cascade"),
        }));
        export const beds = sqliteTable("beds", { no: integer("no").primaryKey() });
        """);

    var declared = app.read().declared();

    var turns = declared.entity("turns").orElseThrow();
    assertThat(turns.database()).isEqualTo(Database.OTHER_SQL);
    assertThat(turns.identifier()).containsExactly("plot_id", "week");
    assertThat(turns.unique()).containsExactly(List.of("helper", "week"));
    assertThat(declared.relationships())
        .extracting(Relationship::fromAttributes, Relationship::to, Relationship::onDelete)
        .containsExactly(tuple(List.of("bed"), "beds", "cascade"));
  }

  @Test
  void relations_are_known_over_files_and_those_without_a_key_are_inferred() {
    app.with(
            "db/people.ts",
            """
            export const people = pgTable("people", {
              id: uuid("id").primaryKey(),
              patron: uuid("patron"),
            });
            """)
        .with(
            "db/plots.ts",
            """
            export const plots = pgTable("plots", {
              tenantId: uuid("tenant_id").notNull().references(() => people.id, { onDelete: "set null" }),
              warden: uuid("warden").unique().references((): AnyPgColumn => people.id),
            });
            export const peopleRelations = relations(people, ({ one, many }) => ({
              patron: one(people, { fields: [people.patron], references: [people.id] }),
              plots: many(plots),
            }));
            export const plotRelations = relations(plots, ({ one }) => ({
              tenant: one(people, { fields: [plots.tenantId], references: [people.id] }),
            }));
            """);

    assertThat(app.read().declared().relationships())
        .extracting(
            Relationship::from,
            Relationship::fromAttributes,
            Relationship::one,
            Relationship::required,
            Relationship::onDelete,
            Relationship::inferred)
        .containsExactly(
            tuple("plots", List.of("tenant_id"), false, true, "set null", false),
            tuple("plots", List.of("warden"), true, false, "no action", false),
            tuple("people", List.of("patron"), false, false, "no action", true));
  }

  @Test
  void queries_are_known_by_the_tables_behind_their_constants() {
    app.with(
            "shared/schema.ts",
            "export const plotsTable = pgTable('plots', { id: serial('id'), tenantId: text('tenant_id') });")
        .with(
            "server/storage.ts",
            """
            import * as schema from "../shared/schema";
            await db.select().from(plotsTable);
            await db.select().from(schema.plotsTable).where(eq(schema.plotsTable.tenantId, id));
            await db.select({ n: count() }).from(plotsTable);
            await db.insert(plotsTable).values({ tenantId: id });
            await db.insert(plotsTable).values(rows).onConflictDoNothing();
            await tx.update(plotsTable).set({ tenantId: null }).where(eq(plotsTable.id, 1));
            await db.query.plotsTable.findMany({ limit: 5 });
            await db.delete(plotsTable).where(eq(plotsTable.id, 1));
            const copy = Array.from(plotsTable);
            """);

    assertThat(app.read().tables())
        .extracting(
            use -> use.place().line(),
            Uses.Table::name,
            use -> use.operations().getFirst(),
            Uses.Table::filters,
            Uses.Table::keys,
            Uses.Table::bounded)
        .containsExactly(
            tuple(2, "plots", "select", List.of(), List.of(), false),
            tuple(3, "plots", "select", List.of("tenant_id"), List.of(), true),
            tuple(4, "plots", "select", List.of(), List.of(), true),
            tuple(5, "plots", "insert", List.of(), List.of("tenant_id"), true),
            tuple(6, "plots", "upsert", List.of(), List.of(), true),
            tuple(7, "plots", "update", List.of("id"), List.of("tenant_id"), true),
            tuple(8, "plots", "select", List.of(), List.of(), true),
            tuple(9, "plots", "delete", List.of("id"), List.of(), true));
  }

  @Test
  void a_schema_in_code_is_believed_rather_than_files_of_sql() {
    app.with("shared/schema.ts", "export const plots = pgTable('plots', { id: serial('id') });")
        .with("drizzle/0000_start.sql", "create table plots (id serial primary key);");

    var facts = app.read();

    assertThat(facts.migrations()).isEmpty();
    assertThat(facts.declared().entities()).extracting(Entity::name).containsExactly("plots");
  }
}
