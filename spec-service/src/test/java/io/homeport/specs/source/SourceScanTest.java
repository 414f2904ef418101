package io.homeport.specs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.homeport.specs.Place;
import io.homeport.specs.scratch.SampleMigrations;
import io.homeport.specs.source.EdgeFunctionSource.CallerCheck;
import io.homeport.specs.source.Uses.HostRole;
import io.homeport.specs.source.Uses.Reader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceScanTest {

  @TempDir private Path folder;

  @Test
  void queries_are_found_with_what_they_do() {
    write(
        "src/a.ts",
        """
        const { data } = await supabase.from("bookings").select("*, sessions(*)").eq("id", id).single();
        await supabase.from('notes').insert({ body }).select();
        await (client as any)
          .from(`profiles` as any)
          .update({ a: 1 });
        const q = supabase.from("later");
        await supabase.from(table).delete();
        Array.from("abc"); Buffer.from("abc");
        // supabase.from("commented").select()
        const text = 'supabase.from("quoted").select()';
        """);

    var facts = scan();

    assertThat(facts.tables())
        .extracting(Uses.Table::name, Uses.Table::operations, use -> use.place().line())
        .containsExactly(
            tuple("bookings", List.of("select"), 1),
            tuple("notes", List.of("insert"), 2),
            tuple("profiles", List.of("update"), 3),
            tuple("later", List.of(), 6));
    assertThat(facts.computed())
        .singleElement()
        .isEqualTo(new Uses.Computed("table", new Place("src/a.ts", 7)));
  }

  @Test
  void functions_buckets_channels_and_authentication_are_found() {
    write(
        "src/b.tsx",
        """
        await supabase.rpc("book_place", { id });
        await supabase.functions.invoke<Answer>("send-mail", { body });
        await fetch(`${url}/functions/v1/remind`);
        await supabase.storage.from("avatars").upload(path, file);
        supabase.channel("live").on("postgres_changes", { event: "*", schema: "public", table: "bookings" }, cb).subscribe();
        await supabase.auth.signUp({ email, password, options: { data: { full_name: name, role } } });
        await supabase.auth.signInWithOAuth({ provider: "google" });
        await lovable.auth.signInWithOAuth("apple");
        const auth = supabase.auth; auth.signOut();
        export const Page = () => <Routes><Route path="/a/:id" element={<A />} /><Route path={"/b"} /></Routes>;
        """);

    var facts = scan();

    assertThat(facts.databaseFunctions()).extracting("name").containsExactly("book_place");
    assertThat(facts.functionCalls()).extracting("name").containsExactly("send-mail", "remind");
    assertThat(facts.buckets()).extracting("name").containsExactly("avatars");
    assertThat(facts.channels())
        .singleElement()
        .satisfies(channel -> assertThat(channel.tables()).containsExactly("bookings"));
    assertThat(facts.authentication())
        .extracting("method", "provider", "metadata")
        .containsExactly(
            tuple("signUp", null, List.of("full_name", "role")),
            tuple("signInWithOAuth", "google", List.of()),
            tuple("signInWithOAuth", "apple", List.of()),
            tuple("signOut", null, List.of()));
    assertThat(facts.routes()).extracting("path").containsExactly("/a/:id", "/b");
  }

  @Test
  void variables_and_hosts_are_found_in_code_and_not_in_comments() {
    write(
        "src/c.ts",
        """
        // https://commented.example.org
        const a = import.meta.env.VITE_URL, b = import.meta.env["VITE_KEY"], c = process.env.PORT;
        const mode = import.meta.env.MODE;
        await fetch("https://api.stripe.com/v1/x");
        const site = "http://localhost:3000";
        """);
    write(
        "src/d.tsx",
        "export const D = () => <a href=\"https://www.youtube.com/x\">https://shown.example.org</a>;\n");
    write(
        "supabase/functions/f/index.ts",
        "import x from 'https://esm.sh/x'; const k = Deno.env.get('MY_KEY');\n");

    var facts = scan();

    assertThat(facts.variables())
        .extracting("name", "reader")
        .containsExactly(
            tuple("VITE_URL", Reader.BUILD),
            tuple("VITE_KEY", Reader.BUILD),
            tuple("PORT", Reader.PROCESS),
            tuple("MY_KEY", Reader.FUNCTION));
    assertThat(facts.hosts())
        .extracting("name", "role")
        .containsExactly(
            tuple("api.stripe.com", HostRole.CALL),
            tuple("www.youtube.com", HostRole.LINK),
            tuple("esm.sh", HostRole.IMPORT));
  }

  @Test
  void an_edge_function_is_known_with_what_it_imports_and_how_it_checks_its_caller() {
    write(
        "supabase/config.toml",
        "project_id = \"x\"\n[functions.open]\nverify_jwt = false # public\n"
            + "[functions.hook]\nverify_jwt = false\n[functions.open]\nverify_jwt = false\n");
    write(
        "supabase/functions/open/index.ts",
        "import { admin } from '../_shared/admin.ts'; serve(() => admin());\n");
    write(
        "supabase/functions/_shared/admin.ts",
        "export const admin = () => createClient(Deno.env.get('URL'), Deno.env.get('SUPABASE_SERVICE_ROLE_KEY'));\n");
    write(
        "supabase/functions/hook/index.ts",
        "serve(async (r) => { stripe.webhooks.constructEvent(body, s, k); });\n");
    write(
        "supabase/functions/mine/index.ts",
        "serve(async (r) => { await client.auth.getUser(token); });\n");

    var facts = scan();

    assertThat(facts.edgeFunctions())
        .extracting("name", "verifiesJwt", "callerCheck")
        .containsExactly(
            tuple("hook", false, CallerCheck.VERIFIES_SIGNATURE),
            tuple("mine", true, CallerCheck.VERIFIES_TOKEN),
            tuple("open", false, CallerCheck.NONE));
    assertThat(facts.edgeFunctions().getLast().files())
        .containsExactly("supabase/functions/_shared/admin.ts", "supabase/functions/open/index.ts");
    assertThat(facts.configDuplicates()).containsExactly(new Place("supabase/config.toml", 6));
  }

  @Test
  void a_page_at_the_top_without_code_to_build_is_a_plain_site() {
    write("index.html", "<h1>Hello</h1>");
    write("js/app.js", "alert(1)");
    assertThat(scan().plainSite()).isTrue();

    write("src/main.tsx", "export {}");
    assertThat(scan().plainSite()).isFalse();
  }

  @Test
  void secrets_are_found_by_their_form_and_public_keys_are_none() {
    write("src/strip.ts", "const der = pem.replace('-----BEGIN PRIVATE KEY-----', '');\n");
    write("key.txt", "-----BEGIN PRIVATE KEY-----\n" + "MIIEvQ9k".repeat(8) + "\n");
    write(
        "src/key.ts",
        "const anon = '" + jwt("anon") + "';\n\nconst all = '" + jwt("service_role") + "';\n");
    write(
        ".env",
        "VITE_SUPABASE_URL=\"x\"\n# comment\nSTRIPE=sk_live_"
            + "a1B2c3D4".repeat(3)
            + "\nEMPTY=\n");
    write(
        "docs.md",
        "postgresql://user:" + "[PASSWORD]@host/db and mongodb+srv://user:s3cr3tpw@kiln.test/db\n");

    var facts = scan();

    assertThat(facts.secrets())
        .extracting("kind", "place")
        .containsExactly(
            tuple("Stripe live secret key", new Place(".env", 3)),
            tuple("MongoDB address with password", new Place("docs.md", 1)),
            tuple("private key", new Place("key.txt", 1)),
            tuple("Supabase service_role key", new Place("src/key.ts", 3)));
    assertThat(facts.committed())
        .extracting("name", "empty")
        .containsExactly(
            tuple("VITE_SUPABASE_URL", false), tuple("STRIPE", false), tuple("EMPTY", true));
    assertThat(facts.toString()).doesNotContain("sk_live_a").doesNotContain("s3cr3tpw");
  }

  @Test
  void strange_files_are_reported_and_the_rest_is_read() throws IOException {
    write("src/broken.tsx", "const = <div ((; supabase.from('still').select();\n");
    write(
        "src/harmless.tsx",
        "export const H = () => <p title=\"a&b=1\">Safety &<br /> Health & more</p>;\n");
    write("src/bundle.js", "x".repeat((int) SourceTree.MAX_TEXT_BYTES + 1));
    Files.write(folder.resolve("src/latin.ts"), new byte[] {'/', '/', (byte) 0xE9, '\n'});
    write("src/good.ts", "supabase.from('good').select();\n");
    write("package.json", "{ not json");
    Files.createSymbolicLink(folder.resolve("src/loop"), folder);
    write("node_modules/x/index.js", "supabase.from('dependency').select();\n");

    var facts = scan();

    assertThat(facts.unparsed())
        .containsExactly(new Place("src/broken.tsx", 1), new Place("package.json", 1));
    assertThat(facts.tooLong()).containsExactly(new Place("src/bundle.js", 1));
    assertThat(facts.tables()).extracting("name").contains("good").doesNotContain("dependency");
    assertThat(facts.manifest()).isEmpty();
  }

  @Test
  void a_file_that_is_written_to_take_for_ever_is_left_alone_and_the_rest_is_read() {
    write("src/a.ts", "a(".repeat(400_000));
    write("src/b.ts", "supabase.from('b').select();\n");

    var facts = scan();

    assertThat(facts.unparsed()).extracting(Place::file).containsExactly("src/a.ts");
    assertThat(facts.tables()).extracting("name").containsExactly("b");
  }

  @Test
  void an_app_in_the_shape_of_a_real_export_is_read_whole() {
    var facts = SourceScan.of(SourceTree.in(SampleMigrations.root("lovable-cloud-spa")));

    assertThat(facts.unparsed()).isEmpty();
    assertThat(facts.secrets()).isEmpty();
    assertThat(facts.manifest().orElseThrow())
        .matches(manifest -> manifest.framework().equals("Vite"))
        .matches(manifest -> manifest.packageManager().equals("npm"));
    assertThat(facts.edgeFunctions())
        .extracting("name", "verifiesJwt", "callerCheck")
        .containsExactly(
            tuple("describe-workshop", true, CallerCheck.READS_TOKEN),
            tuple("payment-webhook", false, CallerCheck.VERIFIES_SIGNATURE),
            tuple("send-booking-confirmation", true, CallerCheck.VERIFIES_TOKEN));
    assertThat(facts.databaseFunctions())
        .extracting("name")
        .contains("book_place", "cancel_booking");
    assertThat(facts.hosts())
        .extracting("name")
        .contains("ai.gateway.lovable.dev", "api.resend.com");
    assertThat(facts.routes()).extracting("path").contains("/workshops/:slug");
  }

  private SourceFacts scan() {
    return SourceScan.of(SourceTree.in(folder));
  }

  private static String jwt(String role) {
    var encoder = Base64.getUrlEncoder().withoutPadding();
    String header = encoder.encodeToString("{\"alg\":\"HS256\"}".getBytes(StandardCharsets.UTF_8));
    String claims =
        encoder.encodeToString(
            ("{\"iss\":\"supabase\",\"role\":\"" + role + "\"}").getBytes(StandardCharsets.UTF_8));
    return header + "." + claims + "." + encoder.encodeToString(new byte[32]);
  }

  private void write(String path, String text) {
    try {
      Files.createDirectories(folder.resolve(path).getParent());
      Files.writeString(folder.resolve(path), text);
    } catch (IOException cause) {
      throw new java.io.UncheckedIOException(cause);
    }
  }
}
