package io.homeport.specs.review;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.specs.document.Evidence;
import io.homeport.specs.document.Finding;
import io.homeport.specs.document.Severity;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** Each kind of weakness planted once, beside the same thing done well. */
class SecurityReviewTest extends PlantedSource {

  @Test
  void what_is_planted_in_the_database_is_found_and_what_is_done_well_is_not() {
    write(
        "supabase/migrations/1_tables.sql",
        """
        create table open_table (id int);
        create table private_table (id int, user_id uuid);
        alter table private_table enable row level security;
        create policy own on private_table for all using (auth.uid() = user_id) with check (auth.uid() = user_id);
        create policy feedback on private_table for insert to anon with check (true);
        create policy wipe on private_table for delete to authenticated using (true);
        create policy service on private_table for all to service_role using (true);
        create table hidden (id int);
        alter table hidden enable row level security;
        create table people (id uuid, email text);
        alter table people enable row level security;
        create policy everybody on people for select using (true);
        create view all_private as select * from private_table;
        create view my_private with (security_invoker = true) as select * from private_table;
        insert into storage.buckets (id, name, public) values ('invoices', 'invoices', true), ('closed', 'closed', false);
        """);
    write(
        "supabase/migrations/2_functions.sql",
        """
        create function risky() returns int language sql security definer as 'select 1';
        create function spam(t text) returns void language sql security definer set search_path = '' as
          'insert into public.open_table values (1)';
        create function careful() returns int language sql security definer set search_path = '' as 'select 1';
        revoke execute on function careful() from public, anon;
        """);

    var findings = review();

    assertThat(of("rls-disabled", findings)).containsExactly("open_table");
    assertThat(of("policy-always-true", findings))
        .containsExactly("private_table.wipe", "private_table.feedback");
    assertThat(severity("private_table.wipe", findings)).isEqualTo(Severity.ERROR);
    assertThat(severity("private_table.feedback", findings)).isEqualTo(Severity.WARN);
    assertThat(of("rls-without-policy", findings)).containsExactly("hidden");
    assertThat(of("personal-data-public", findings)).containsExactly("people");
    assertThat(of("view-bypasses-rls", findings)).containsExactly("all_private");
    assertThat(of("public-bucket", findings)).containsExactly("invoices");
    assertThat(of("definer-without-search-path", findings)).containsExactly("risky()");
    assertThat(of("definer-callable-by-anon", findings)).containsExactly("spam(t text)", "risky()");
    assertThat(severity("spam(t text)", findings)).isEqualTo(Severity.WARN);
    assertThat(findings).allSatisfy(each -> assertThat(each.evidence()).isNotEmpty());
  }

  @Test
  void users_who_can_write_their_own_role_are_found() {
    write(
        "supabase/migrations/1.sql",
        """
        create table user_roles (user_id uuid, role text);
        create table profiles (id uuid, role text, name text);
        create table members (user_id uuid, role text);
        alter table user_roles enable row level security;
        alter table profiles enable row level security;
        alter table members enable row level security;
        create function has_role(_user uuid, _role text) returns boolean language sql stable security definer
          set search_path = '' as 'select exists (select 1 from public.user_roles where user_id = _user and role = _role)';
        create policy own_role on user_roles for insert to authenticated with check (auth.uid() = user_id);
        create policy admins on user_roles for all to authenticated using (has_role(auth.uid(), 'admin'));
        create policy own_profile on profiles for update to authenticated using (auth.uid() = id);
        create policy admins_too on profiles for select to authenticated
          using (exists (select 1 from profiles p where p.id = auth.uid() and p.role = 'admin'));
        create function keep_role() returns trigger language plpgsql as $$ begin new.role := old.role; return new; end $$;
        create trigger keep_role before update on profiles for each row execute function keep_role();
        create policy join_in on members for insert to authenticated with check (auth.uid() = user_id and role = 'member');
        """);

    assertThat(of("users-set-own-role", review())).containsExactly("user_roles.role.INSERT");
  }

  @Test
  void what_is_planted_in_the_source_is_found() {
    write(
        "supabase/config.toml",
        "[functions.open]\nverify_jwt = false\n[functions.hook]\nverify_jwt = false\n");
    String service = "createClient(url, Deno.env.get('SUPABASE_SERVICE_ROLE_KEY'));\n";
    write("supabase/functions/open/index.ts", service);
    write(
        "supabase/functions/hook/index.ts",
        service + "stripe.webhooks.constructEvent(body, signature, secret);\n");
    write("supabase/functions/closed/index.ts", service);
    write(
        "src/client.ts",
        "export const url = 'https://abcdefghijklmnopqrst.supabase.co';\nconst k = '"
            + serviceKey()
            + "';\n");

    var findings = review();

    assertThat(of("open-function-with-service-role", findings)).containsExactly("open");
    assertThat(of("hard-coded-project-url", findings))
        .containsExactly("abcdefghijklmnopqrst.supabase.co");
    assertThat(of("committed-secret", findings))
        .containsExactly("Supabase service_role key in src/client.ts");
  }

  @Test
  void a_statement_that_fails_is_a_finding_with_its_line() {
    write(
        "supabase/migrations/1.sql",
        "create table t (id int);\n\ncreate table u (id int references gone);\n");

    assertThat(review())
        .filteredOn(finding -> finding.rule().equals("migration-failed"))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.evidence())
              .containsExactly(new Evidence(Evidence.Kind.FILE, "supabase/migrations/1.sql", 3));
          assertThat(finding.what()).contains("gone").contains("42P01");
        });
  }

  @Test
  void statements_that_lack_the_same_thing_are_one_finding() {
    write(
        "supabase/migrations/1.sql",
        "alter table public.gone add a int;\nalter table gone add b int;\nalter table lost add c int;\n");

    assertThat(review())
        .filteredOn(finding -> finding.rule().equals("migration-failed"))
        .extracting(Finding::what, finding -> finding.evidence().size())
        .satisfiesExactly(
            both -> assertThat(both.toString()).contains("2 statements build on", "gone", "2)"),
            one -> assertThat(one.toString()).contains("A statement builds on", "lost", "1)"));
  }

  private static String serviceKey() {
    var encoder = Base64.getUrlEncoder().withoutPadding();
    return encoder.encodeToString("{\"alg\":\"HS256\"}".getBytes(StandardCharsets.UTF_8))
        + "."
        + encoder.encodeToString("{\"role\":\"service_role\"}".getBytes(StandardCharsets.UTF_8))
        + "."
        + encoder.encodeToString(new byte[32]);
  }
}
