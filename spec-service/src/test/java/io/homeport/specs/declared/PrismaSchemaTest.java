package io.homeport.specs.declared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.homeport.specs.Place;
import io.homeport.specs.declared.Declared.Attribute;
import io.homeport.specs.declared.Declared.Database;
import io.homeport.specs.declared.Declared.Entity;
import io.homeport.specs.declared.Declared.EnumType;
import io.homeport.specs.declared.Declared.Relationship;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrismaSchemaTest {

  @Test
  void a_model_is_the_table_that_it_is_mapped_to() {
    var declared =
        read(
            """
            datasource db {
              provider = "postgresql"
              url      = env("DATABASE_URL")
            }
            generator client {
              provider = "prisma-client-js"
            }
            // model Hidden { id Int @id }
            model Boat {
              id       String   @id @default(dbgenerated("gen_random_uuid()")) @db.Uuid
              name     String   @db.VarChar(80) // of the boat
              number   Int      @unique @default(autoincrement())
              homePort String?  @map("home_port") @default("Whitby")
              tags     String[]
              built    DateTime @default(now())
              shape    Unsupported("polygon")?

              @@map("boats")
              @@unique([name, homePort(sort: Desc)], map: "boat_at_home")
            }
            """);

    var boat = declared.entities().getFirst();
    assertThat(declared.entities()).hasSize(1);
    assertThat(boat.name()).isEqualTo("boats");
    assertThat(boat.place()).isEqualTo(new Place("prisma/schema.prisma", 9));
    assertThat(boat.database()).isEqualTo(Database.POSTGRES);
    assertThat(boat.identifier()).containsExactly("id");
    assertThat(boat.unique()).containsExactly(List.of("number"), List.of("name", "home_port"));
    assertThat(boat.attributes())
        .extracting(
            Attribute::name,
            Attribute::type,
            Attribute::required,
            Attribute::defaultValue,
            Attribute::generated)
        .containsExactly(
            tuple("id", "Uuid", true, "gen_random_uuid()", false),
            tuple("name", "VarChar(80)", true, null, false),
            tuple("number", "Int", true, null, true),
            tuple("home_port", "String", false, "\"Whitby\"", false),
            tuple("tags", "String[]", false, null, false),
            tuple("built", "DateTime", true, "now()", false),
            tuple("shape", "polygon", false, null, false));
  }

  @Test
  void relations_are_known_with_how_many_and_what_happens_when_the_target_goes() {
    var declared =
        read(
            """
            model Skipper {
              id      Int     @id
              boats   Boat[]  @relation("owner")
              licence Licence?
            }
            model Boat {
              code      String  @id
              ownerId   Int     @map("owner_id")
              helperId  Int?
              owner     Skipper @relation("owner", references: [id], fields: [ownerId])
              helper    Skipper? @relation("helper", fields: [helperId], references: [id])
            }
            model Licence {
              skipperId Int     @unique
              skipper   Skipper @relation(fields: [skipperId], references: [id], onDelete: Cascade)
              @@id([skipperId])
            }
            """);

    assertThat(declared.relationships())
        .extracting(
            Relationship::from,
            Relationship::fromAttributes,
            Relationship::to,
            Relationship::toAttributes,
            Relationship::one,
            Relationship::required,
            Relationship::onDelete)
        .containsExactly(
            tuple("Boat", List.of("owner_id"), "Skipper", List.of("id"), false, true, "restrict"),
            tuple("Boat", List.of("helperId"), "Skipper", List.of("id"), false, false, "set null"),
            tuple(
                "Licence", List.of("skipperId"), "Skipper", List.of("id"), true, true, "cascade"));
    assertThat(declared.entity("Boat").orElseThrow().attributes())
        .extracting(Attribute::name)
        .containsExactly("code", "owner_id", "helperId");
  }

  @Test
  void pairs_of_two_lists_are_kept_in_a_table_that_no_model_names() {
    var declared =
        read(
            """
            model Crew {
              id    Int    @id
              boats Boat[]
            }
            model Boat {
              id   String @id @db.Uuid
              crew Crew[]
            }
            """);

    var pairs = declared.entity("_BoatToCrew").orElseThrow();
    assertThat(pairs.identifier()).containsExactly("A", "B");
    assertThat(pairs.attributes()).extracting(Attribute::type).containsExactly("Uuid", "Int");
    assertThat(declared.relationships())
        .extracting(Relationship::fromAttributes, Relationship::to, Relationship::onDelete)
        .containsExactly(
            tuple(List.of("A"), "Boat", "cascade"), tuple(List.of("B"), "Crew", "cascade"));
  }

  @Test
  void a_schema_may_lie_in_several_files() {
    var schema = new PrismaSchema();
    schema.read(
        "prisma/a.prisma",
        """
        model Berth {
          id     Int  @id
          boatId Int
          boat   Boat @relation(fields: [boatId], references: [id])
        }
        """);
    schema.read(
        "prisma/b.prisma",
        """
        datasource db {
          provider = "mysql"
        }
        model Boat {
          id     Int @id @map("boat_no")
          rig    Rig
          berths Berth[]
        }
        enum Rig {
          SLOOP @map("sloop")
          KETCH
        }
        type Spot {
          x Int
        }
        """);

    assertThat(schema.declared().relationships())
        .extracting(Relationship::toAttributes)
        .containsExactly(List.of("boat_no"));
    assertThat(schema.declared().entities())
        .extracting(Entity::name, Entity::database)
        .containsExactly(tuple("Berth", Database.OTHER_SQL), tuple("Boat", Database.OTHER_SQL));
    assertThat(schema.declared().enums())
        .containsExactly(
            new EnumType("Rig", List.of("sloop", "KETCH"), new Place("prisma/b.prisma", 9)));
    assertThat(schema.tables().get("boat").columns()).containsEntry("id", "boat_no");
  }

  private static Declared read(String text) {
    var schema = new PrismaSchema();
    schema.read("prisma/schema.prisma", text);
    return schema.declared();
  }
}
