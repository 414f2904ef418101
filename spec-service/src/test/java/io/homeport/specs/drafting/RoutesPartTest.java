package io.homeport.specs.drafting;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.contracts.Builder;
import io.homeport.contracts.Digest;
import io.homeport.specs.document.Workflows.Repeat.Harm;
import io.homeport.specs.document.Workflows.Route;
import io.homeport.specs.scratch.Limits;
import io.homeport.specs.scratch.Scratch;
import io.homeport.specs.source.HandMade;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoutesPartTest {

  @TempDir private Path folder;
  private HandMade app;

  @BeforeEach
  void aServer() {
    app =
        new HandMade(folder)
            .with("package.json", "{\"dependencies\": {\"express\": \"4\", \"pg\": \"8\"}}")
            .with(
                "shared/schema.ts",
                """
                export const plots = pgTable("plots", { id: serial("id").primaryKey(), no: integer("no").unique() });
                export const people = pgTable("people", { id: serial("id").primaryKey() });
                export const turns = pgTable("turns", { id: serial("id").primaryKey() });
                """);
  }

  @Test
  void a_route_does_what_the_methods_it_calls_do_and_nothing_else() {
    app.with(
            "server/storage.ts",
            """
            import { plots, people, turns } from "@shared/schema";
            export class DatabaseStorage {
              async plot(id) { return this.first(id); }
              async first(id) { return (await db.select().from(plots).where(eq(plots.id, id)))[0]; }
              async person(id) { return db.select().from(people).where(eq(people.id, id)); }
              async removeTurn(id) { await db.delete(turns).where(eq(turns.id, id)); }
            }
            export const storage = new DatabaseStorage();
            """)
        .with(
            "server/routes.ts",
            """
            import { storage } from "./storage";
            app.get("/plots/:id", async (req, res) => {
              const turns = await storage.plot(req.params.id);
              res.json(turns);
            });
            app.delete("/turns/:id", requireLogin, async (req, res) => {
              const person = await storage.person(req.session.userId);
              await storage.removeTurn(req.params.id);
            });
            """);

    assertThat(route("GET /plots/:id").reads()).containsExactly("plots");
    assertThat(route("GET /plots/:id").writes()).isEmpty();
    assertThat(route("GET /plots/:id").callerCheck()).isEqualTo("none");
    assertThat(route("GET /plots/:id").repeat().harm()).isEqualTo(Harm.NONE);
    assertThat(route("DELETE /turns/:id").reads()).containsExactly("people");
    assertThat(route("DELETE /turns/:id").writes()).containsExactly("turns");
    assertThat(route("DELETE /turns/:id").callerCheck()).isEqualTo("requireLogin");
    assertThat(route("DELETE /turns/:id").repeat().harm()).isEqualTo(Harm.NONE);
  }

  @Test
  void a_name_in_another_function_is_not_the_one_that_is_meant() {
    app.with(
        "app/api/plots/route.ts",
        """
        export async function GET() {
          const rows = await sql`SELECT id FROM plots`;
          return Response.json(rows);
        }
        export async function POST() {
          const rows = await sql`INSERT INTO people (id) VALUES (1)`;
          return Response.json(rows);
        }
        """);

    assertThat(route("GET /api/plots").writes()).isEmpty();
    assertThat(route("POST /api/plots").reads()).isEmpty();
  }

  @Test
  void what_a_second_call_does_is_known_by_the_worst_of_it() {
    app.with(
        "server/routes.ts",
        """
        app.post("/plots", async (req, res) => { await db.insert(plots).values({ no: 1 }); });
        app.post("/turns", async (req, res) => { await db.insert(turns).values({ day: 1 }); });
        app.post("/mail", async (req, res) => { await mailer.sendMail({ to }); });
        app.post("/pay", async (req, res) => { await stripe.paymentIntents.create({ amount }); });
        app.post("/none", async (req, res) => { res.end(); });
        """);

    assertThat(route("POST /plots").repeat().harm()).isEqualTo(Harm.NONE);
    assertThat(route("POST /plots").repeat().reason()).contains("unique key");
    assertThat(route("POST /turns").repeat().harm()).isEqualTo(Harm.DONE_TWICE);
    assertThat(route("POST /mail").repeat().reason()).contains("sends a message");
    assertThat(route("POST /pay").repeat().reason()).contains("asks for a payment");
    assertThat(route("POST /none").repeat().harm()).isEqualTo(Harm.UNKNOWN);
  }

  @Test
  void who_may_call_is_what_stands_before_a_route_or_what_its_code_asks() {
    app.with(
        "server/routes.ts",
        """
        app.get("/a", rateLimit, async (req, res) => {});
        app.get("/b", async (req, res) => { const user = await supabase.auth.getUser(token); });
        app.post("/c", async (req, res) => { stripe.webhooks.constructEvent(body, signature, secret); });
        """);

    assertThat(routes())
        .extracting(Route::callerCheck)
        .containsExactly("none", "verifies token", "verifies signature");
  }

  @Test
  void what_is_injected_into_a_controller_is_followed() {
    app.with(
            "src/plots.service.ts",
            """
            export class PlotsService {
              all() { return this.db.select().from(plots).limit(5); }
              drop(id) { return this.db.delete(turns).where(eq(turns.id, id)); }
            }
            """)
        .with(
            "src/plots.controller.ts",
            """
            import { PlotsService } from "./plots.service";
            @Controller("plots")
            export class PlotsController {
              constructor(private readonly plots: PlotsService) {}
              @Get()
              list() { return this.plots.all(); }
            }
            """);

    assertThat(route("GET /plots").reads()).containsExactly("plots");
    assertThat(route("GET /plots").writes()).isEmpty();
  }

  private Route route(String name) {
    return routes().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  private List<Route> routes() {
    var subject = new Drafter.Subject("x", Builder.REPLIT, Digest.of(new byte[0]), folder);
    return new Drafter(Scratch.settings(), Limits.usual())
        .draft(subject, (step, message) -> {})
        .workflows()
        .routes();
  }
}
