package io.homeport.specs.review;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.specs.document.Finding;
import io.homeport.specs.document.Severity;
import org.junit.jupiter.api.Test;

class CodeReviewTest extends PlantedSource {

  private static final String SERVICE =
      "const db = createClient(url, Deno.env.get('SUPABASE_SERVICE_ROLE_KEY'));\n";

  @Test
  void what_anybody_can_call_with_the_service_role_is_found_on_every_kind_of_server() {
    // Given
    write(
        "src/lib/orders.functions.ts",
        """
        export const wipe = createServerFn({ method: 'POST' }).handler(async () => {
          await supabaseAdmin.from('orders').delete().eq('id', 1);
        });
        export const list = createServerFn().handler(async () => supabaseAdmin.from('shops').select());
        export const close = createServerFn({ method: 'POST' }).middleware([requireSupabaseAuth]).handler(async () => {
          await supabaseAdmin.from('orders').delete().eq('id', 1);
        });
        """);
    write(
        "app/api/sweep/route.ts",
        "export async function POST(request) { await supabaseAdmin.from('orders').update({ old: true }).eq('id', 1); }\n");
    write(
        "app/api/cron/route.ts",
        "export async function POST(request) { if (request.headers.get('authorization') !== expected) return deny(); await supabaseAdmin.from('orders').update({ old: true }).eq('id', 1); }\n");
    write("supabase/functions/any/index.ts", SERVICE);
    write("supabase/functions/asks/index.ts", SERVICE + "await db.auth.getUser(token);\n");

    // When
    var findings = review();

    // Then
    assertThat(of("open-route-with-service-role", findings))
        .containsExactly("POST /api/sweep", "wipe", "list");
    assertThat(severity("wipe", findings)).isEqualTo(Severity.ERROR);
    assertThat(severity("list", findings)).isEqualTo(Severity.WARN);
    assertThat(of("function-takes-the-public-key", findings)).containsExactly("any");
  }

  @Test
  void an_open_function_is_as_bad_as_what_it_does_for_whom() {
    // Given
    write(
        "supabase/config.toml",
        "[functions.purge]\nverify_jwt = false\n[functions.feed]\nverify_jwt = false\n"
            + "[functions.partner]\nverify_jwt = false\n");
    String purge = "await db.from('orders').delete().eq('id', id);\n";
    write("supabase/functions/purge/index.ts", SERVICE + purge);
    write("supabase/functions/feed/index.ts", SERVICE + "await db.from('events').select('*');\n");
    write(
        "supabase/functions/partner/index.ts",
        SERVICE
            + "const known = Deno.env.get('PARTNER');\n"
            + "if (request.headers.get('x-partner') !== known) { return new Response('no', { status: 401 }); }\n"
            + purge);

    // When
    var findings = review();

    // Then
    assertThat(of("open-function-with-service-role", findings))
        .containsExactlyInAnyOrder("purge", "feed", "partner");
    assertThat(severity("purge", findings)).isEqualTo(Severity.ERROR);
    assertThat(severity("feed", findings)).as("it only reads").isEqualTo(Severity.WARN);
    assertThat(severity("partner", findings)).as("it refuses callers").isEqualTo(Severity.INFO);
  }

  @Test
  void what_a_link_with_a_token_opens_is_no_open_door() {
    // Given
    write("supabase/config.toml", "[functions.leave]\nverify_jwt = false\n");
    write(
        "supabase/functions/leave/index.ts",
        SERVICE
            + "const row = await db.from('letters').select('id').eq('leave_token', token);\n"
            + "await db.from('letters').update({ on: false }).eq('id', row.id);\n");

    // Then
    assertThat(severity("leave", review())).isEqualTo(Severity.INFO);
  }

  @Test
  void a_fixed_beginning_of_an_address_and_a_key_of_the_browsers_storage_are_no_weakness() {
    // Given
    write(
        "supabase/functions/_shared/bank.ts",
        "const API = 'https://api.bank.example/v1';\n"
            + "export async function ask(req) { return fetch(`${API}${req.path}`); }\n"
            + "export async function any(req) { return fetch(req.body.target); }\n");
    write("supabase/functions/bank/index.ts", "import { ask } from '../_shared/bank.ts';\n");
    write(
        "src/chat.ts",
        "const SESSION_KEY = 'chat-messages';\nexport const kept = () => sessionStorage.getItem(SESSION_KEY);\n");

    // When
    var findings = review();

    // Then
    assertThat(of("server-request-to-any-address", findings))
        .containsExactly("supabase/functions/_shared/bank.ts any");
    assertThat(of("hard-coded-secret-fallback", findings)).isEmpty();
  }

  @Test
  void events_of_payments_that_nobody_signed_are_found() {
    // Given
    write(
        "supabase/config.toml",
        "[functions.paid]\nverify_jwt = false\n[functions.signed]\nverify_jwt = false\n");
    String event = "if (event.type === 'checkout.session.completed') grant();\n";
    write("supabase/functions/paid/index.ts", SERVICE + event);
    write(
        "supabase/functions/signed/index.ts",
        SERVICE + "const event = stripe.webhooks.constructEvent(body, header, secret);\n" + event);

    // When
    var findings = review();

    // Then
    assertThat(of("webhook-unsigned", findings)).containsExactly("paid");
    assertThat(of("open-function-with-service-role", findings)).isEmpty();
  }

  @Test
  void secrets_and_roles_in_the_browser_are_found_and_what_is_public_by_design_is_not() {
    // Given
    write(
        "src/a.ts",
        """
        const key = import.meta.env.VITE_SUPABASE_SERVICE_ROLE_KEY;
        const ai = import.meta.env.VITE_OPENAI_API_KEY;
        const anon = import.meta.env.VITE_SUPABASE_ANON_KEY + import.meta.env.VITE_STRIPE_PUBLISHABLE_KEY;
        const admin = localStorage.getItem('isAdmin');
        const theme = localStorage.getItem('theme');
        """);

    // When
    var findings = review();

    // Then
    assertThat(of("secret-in-browser-variable", findings))
        .containsExactly("VITE_OPENAI_API_KEY", "VITE_SUPABASE_SERVICE_ROLE_KEY");
    assertThat(of("role-kept-in-the-browser", findings)).containsExactly("isAdmin");
  }

  @Test
  void costly_functions_for_anybody_are_told_unless_they_count_calls() {
    // Given
    String costly = "await fetch('https://api.openai.com/v1/responses');\n";
    write("supabase/functions/chat/index.ts", costly);
    write("supabase/functions/counted/index.ts", "await rateLimit(ip);\n" + costly);
    write("supabase/functions/mine/index.ts", "await db.auth.getUser(token);\n" + costly);

    // When
    var findings = review();

    // Then
    assertThat(of("costly-and-unlimited", findings)).containsExactly("chat");
  }

  @Test
  void a_finding_keeps_its_id_when_lines_move() {
    write("src/a.ts", "function show(text) { box.innerHTML = text; }\n");
    var before = review();

    write("src/a.ts", "// A line before it.\n\nfunction show(text) { box.innerHTML = text; }\n");

    assertThat(review())
        .extracting(Finding::id)
        .isEqualTo(before.stream().map(Finding::id).toList());
    assertThat(of("html-from-values", before)).containsExactly("src/a.ts show");
  }
}
