package io.homeport.specs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerRoutesTest {

  @TempDir private Path folder;
  private HandMade app;

  @BeforeEach
  void anApp() {
    app = new HandMade(folder);
  }

  @Test
  void routes_of_express_are_known_with_what_is_asked_before_them() {
    app.with(
        "server/routes.ts",
        """
        import express from "express";
        const app = express();
        app.get("/healthz", (req, res) => res.send("ok"));
        app.post("/api/plots", isAuthenticated, requireRole("warden"), async (req, res) => {});
        app.route("/api/turns").get(list).post([requireUser, upload.single("file")], add);
        app.delete("/api/plots/:id", asyncHandler(async (req, res) => {}));
        app.get("env");
        """);

    assertThat(routes())
        .containsExactly(
            "GET /healthz [] Express",
            "POST /api/plots [isAuthenticated, requireRole] Express",
            "POST /api/turns [requireUser, single] Express",
            "GET /api/turns [] Express",
            "DELETE /api/plots/:id [] Express");
  }

  @Test
  void a_client_that_asks_a_server_is_no_server() {
    app.with(
        "src/lib/api.ts",
        """
        import axios from "axios";
        const api = axios.create({ baseURL: "/api" });
        export const login = (credentials) => api.post("/login", credentials);
        export const list = (params) => api.get("/plots", { params });
        export const put = (id, data) => api.put("/plots", data.rest);
        """);

    assertThat(routes()).isEmpty();
  }

  @Test
  void a_router_in_another_file_has_the_path_and_the_guards_of_where_it_is_put() {
    app.with(
            "server/index.ts",
            """
            import express from "express";
            import plots from "./plots";
            import { adminRouter } from "./admin";
            const app = express();
            app.use(express.json());
            app.use("/api/plots", plots);
            app.use(requireLogin);
            app.use("/api/admin", requireAdmin, adminRouter);
            app.get("/api/plots/last", async (req, res) => {});
            """)
        .with(
            "server/plots.ts",
            """
            const router = express.Router();
            router.get("/", async (req, res) => {});
            router.use(requireTenant);
            router.get("/:id", controller.one);
            export default router;
            """)
        .with(
            "server/admin.ts",
            """
            import { turns } from "./turns";
            export const adminRouter = Router();
            adminRouter.use("/turns", oneAtATime);
            adminRouter.use("/turns", turns);
            adminRouter.use("/plots", sometimes);
            export const unused = Router();
            """)
        .with(
            "server/turns.ts",
            "export const turns = Router();\nturns.post(\"/\", (req, res) => {});\n");

    assertThat(routes())
        .containsExactly(
            "GET /api/plots/last [json, requireLogin] Express",
            "GET /api/plots [json] Express",
            "GET /api/plots/:id [json, requireTenant] Express",
            "POST /api/admin/turns [json, requireLogin, requireAdmin, oneAtATime] Express");
  }

  @Test
  void what_no_code_calls_serves_nothing() {
    app.with(
            "server/old.ts",
            "export function setupOld(app: Express) {\n  app.get('/old', (q, r) => {});\n}\n")
        .with(
            "server/new.ts",
            "export function setupNew(app: Express) {\n  app.get('/new', (q, r) => {});\n}\n")
        .with("server/index.ts", "const { setupNew } = await import('./new');\nsetupNew(app);\n");

    assertThat(routes()).containsExactly("GET /new [] Express");
  }

  @Test
  void a_router_of_a_framework_that_no_package_list_names_is_left_over() {
    app.with("package.json", "{\"dependencies\": {\"next\": \"15\", \"hono\": \"4\"}}")
        .with(
            "routes/auth.js",
            "const router = express.Router();\nrouter.post('/in', (q, r) => {});\n")
        .with("api.ts", "const app = new Hono();\napp.get('/up', (c) => c.text('up'));\n");

    assertThat(routes()).containsExactly("GET /up [] Hono");
  }

  @Test
  void hono_and_fastify_are_understood() {
    app.with(
            "src/index.ts",
            """
            import { Hono } from "hono";
            const boats = new Hono().get("/", (c) => c.json([])).post("/", auth(), async (c) => c.json({}));
            const app = new Hono();
            app.use("*", cors());
            app.route("/boats", boats);
            """)
        .with(
            "src/fast.ts",
            """
            import Fastify from "fastify";
            import crew from "./crew";
            const server = Fastify();
            server.get("/up", { preHandler: [server.authenticate] }, async () => "up");
            server.register(crew, { prefix: "/crew" });
            """)
        .with(
            "src/crew.ts",
            "export default async function crew(fastify: FastifyInstance) {\n  fastify.get('/all', list);\n}\n");

    assertThat(routes())
        .containsExactly(
            "GET /crew/all [] Fastify",
            "GET /up [server.authenticate] Fastify",
            "POST /boats [auth] Hono",
            "GET /boats [] Hono");
  }

  @Test
  void next_serves_what_files_export() {
    app.with(
            "src/app/(shop)/api/orders/[id]/route.ts",
            """
            export async function GET(request: Request) {}
            export const PATCH = withUser(async (request) => {});
            const remove = async () => {};
            export { remove as DELETE };
            export const dynamic = "force-dynamic";
            """)
        .with("app/api/auth/[...nextauth]/route.ts", "export const { GET, POST } = handlers;\n")
        .with("app/myroute.ts", "export function GET() {}\n")
        .with(
            "pages/api/orders/index.ts",
            "export default function handler(req, res) {\n  if (req.method === 'POST') return add();\n  if (req.method !== \"GET\") return res.status(405).end();\n}\n")
        .with("pages/api/up.ts", "export default (req, res) => res.send('up');\n");

    assertThat(routes())
        .containsExactly(
            "GET /api/auth/[...nextauth] [] Next.js",
            "POST /api/auth/[...nextauth] [] Next.js",
            "GET /api/orders [] Next.js",
            "POST /api/orders [] Next.js",
            "ALL /api/up [] Next.js",
            "GET /api/orders/[id] [] Next.js",
            "PATCH /api/orders/[id] [withUser] Next.js",
            "DELETE /api/orders/[id] [] Next.js");
  }

  @Test
  void server_actions_are_what_a_file_exports_or_a_function_says() {
    app.with(
            "app/actions.ts",
            """
            // Only signed-in users.
            "use server";
            export async function addOrder(form: FormData) {}
            export const removeOrder = actionClient.schema(s).action(async () => {});
            export const MAX = 5;
            async function inner() {}
            """)
        .with(
            "app/page.tsx",
            """
            export default function Page() {
              async function save(form: FormData) {
                "use server";
              }
              const local = () => {};
              return <form action={save} />;
            }
            """);

    assertThat(app.read().served())
        .extracting(Uses.Served::kind, Uses.Served::name)
        .containsExactly(
            tuple(Uses.ServedKind.SERVER_ACTION, "addOrder"),
            tuple(Uses.ServedKind.SERVER_ACTION, "removeOrder"),
            tuple(Uses.ServedKind.SERVER_ACTION, "save"));
  }

  @Test
  void tanstack_start_serves_functions_and_routes_with_their_middleware() {
    app.with(
            "src/lib/boats.functions.ts",
            """
            export const listBoats = createServerFn().handler(async () => []);
            export const addBoat = createServerFn({ method: "POST" })
              .middleware([requireSupabaseAuth])
              .inputValidator((d) => d)
              .handler(async ({ data }) => {});
            """)
        .with(
            "src/routes/api/hook.ts",
            """
            export const Route = createFileRoute("/api/hook")({
              server: { middleware: [logged], handlers: { POST: async ({ request }) => {}, async GET() {} } },
            });
            export const Other = createServerFileRoute("/api/old").methods({ PUT: async () => {} });
            """)
        .with(
            "src/routes/index.tsx",
            "export const Route = createFileRoute('/')({ component: Home });\n");

    assertThat(routes())
        .containsExactly(
            "GET null listBoats [] TanStack Start",
            "POST null addBoat [requireSupabaseAuth] TanStack Start",
            "POST /api/hook [logged] TanStack Start",
            "GET /api/hook [logged] TanStack Start",
            "PUT /api/old [] TanStack Start");
  }

  @Test
  void controllers_of_nest_are_read_with_their_guards() {
    app.with("src/main.ts", "app.setGlobalPrefix('api');\n")
        .with(
            "src/boats.controller.ts",
            """
            @UseGuards(JwtAuthGuard, new RolesGuard("skipper"))
            @Controller("boats")
            export class BoatsController {
              constructor(private readonly boats: BoatsService) {}
              @Get()
              list() { return this.boats.all(); }

              @Public()
              @Get(":id")
              one(@Param("id") id: string) {}

              @Roles("admin")
              @Delete("/:id")
              async remove(@Param("id") id: string) {}

              private helper() {}
            }
            """);

    assertThat(routes())
        .containsExactly(
            "GET /api/boats [JwtAuthGuard, new RolesGuard(\"skipper\")] NestJS",
            "GET /api/boats/:id [] NestJS",
            "DELETE /api/boats/:id [JwtAuthGuard, new RolesGuard(\"skipper\"), Roles(\"admin\")] NestJS");
  }

  @Test
  void routes_that_are_files_of_other_frameworks_are_read() {
    app.with("src/routes/api/boats/+server.ts", "export const POST = async () => {};\n")
        .with("server/api/boats/[id].get.ts", "export default defineEventHandler(() => {});\n")
        .with("server/routes/up.ts", "export default eventHandler(() => 'up');\n")
        .with(
            "api/pay.ts",
            "export default async function handler(req: VercelRequest, res: VercelResponse) {\n  if (req.method === 'OPTIONS') return;\n  if (req.method !== 'POST') return;\n}\n")
        .with("api/types.ts", "export interface Pay { id: string }\n");

    assertThat(routes())
        .containsExactly(
            "POST /api/pay [] Vercel",
            "GET /api/boats/[id] [] Nitro",
            "ALL /up [] Nitro",
            "POST /api/boats [] SvelteKit");
  }

  @Test
  void what_only_answers_browsers_before_they_ask_is_no_route() {
    app.with(
            "app/api/boats/route.ts",
            "export async function OPTIONS() { return new Response(null, { headers: corsHeaders }); }\nexport async function GET() { return Response.json([]); }\n")
        .with(
            "app/api/forms/route.ts",
            "export async function OPTIONS() { return Response.json(await db.form.findMany()); }\n")
        .with(
            "server/index.ts",
            """
            const app = express();
            app.options("/api/crew", cors());
            app.get("/api/crew", (req, res) => res.json([]));
            """);

    assertThat(routes())
        .containsExactly(
            "GET /api/boats [] Next.js",
            "OPTIONS /api/forms [] Next.js",
            "GET /api/crew [] Express");
  }

  @Test
  void passport_asks_who_calls_only_with_a_strategy_for_those_who_have_signed_in() {
    app.with(
            "server/auth.ts",
            """
            const app = express();
            app.post("/login", passport.authenticate("local"), (req, res) => res.json(req.user));
            app.get("/auth/google", passport.authenticate("google", { scope: ["email"] }), done);
            app.get("/me", passport.authenticate("jwt", { session: false }), (req, res) => {});
            app.get("/back", (req, res, next) => {
              passport.authenticate(`oidc:${req.hostname}`)(req, res, next);
            });
            """)
        .with(
            "server/auth.controller.ts",
            """
            @Controller("auth")
            export class AuthController {
              @UseGuards(AuthGuard("local"))
              @Post("login")
              login() {}

              @UseGuards(AuthGuard("jwt"))
              @Get("me")
              me() {}
            }
            """);

    assertThat(routes())
        .containsExactly(
            "POST /auth/login [] NestJS",
            "GET /auth/me [AuthGuard(\"jwt\")] NestJS",
            "POST /login [] Express",
            "GET /auth/google [] Express",
            "GET /me [authenticate] Express",
            "GET /back [] Express");
    assertThat(app.read().callerChecks())
        .extracting(each -> each.place().line())
        .containsExactly(4);
  }

  @Test
  void procedures_of_trpc_are_known_by_their_router() {
    app.with(
        "server/api/routers/boats.ts",
        """
        export const boatsRouter = createTRPCRouter({
          list: publicProcedure.query(async () => []),
          add: protectedProcedure.input(z.object({})).mutation(async ({ ctx }) => {}),
        });
        """);

    assertThat(routes())
        .containsExactly(
            "GET null boats.list [publicProcedure] tRPC",
            "POST null boats.add [protectedProcedure] tRPC");
  }

  private List<String> routes() {
    return app.read().served().stream()
        .map(each ->
            "%s %s%s %s %s"
                .formatted(
                    each.method(),
                    each.path(),
                    each.path() == null ? " " + each.name() : "",
                    each.guards(),
                    each.framework()))
        .toList();
  }
}
