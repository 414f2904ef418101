package io.homeport.specs.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.specs.document.Finding.Fix;
import io.homeport.specs.scratch.Limits;
import io.homeport.specs.scratch.Scratch;
import io.homeport.specs.scratch.ScratchDatabase;
import io.homeport.specs.sql.SqlFile;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What is mended mechanically is tried first; what does not pass the trial is not offered. */
class FixesTest {

  @Test
  void row_security_that_is_off_gets_a_policy_for_owners_and_what_belongs_to_them() {
    var fixes =
        fixes(
            """
            create table lists (id uuid primary key default gen_random_uuid(), user_id uuid not null references auth.users (id), name text);
            create table items (id uuid primary key default gen_random_uuid(), list_id uuid not null references lists (id), name text);
            create table words (id uuid primary key default gen_random_uuid(), word text);
            """);

    assertThat(fixes).containsOnlyKeys("rls-disabled:lists", "rls-disabled:items");
    assertThat(fix(fixes, "rls-disabled:lists").sql())
        .isEqualTo(
            """
            alter table "public"."lists" enable row level security;
            create policy "Owners have their own rows" on "public"."lists" for all to authenticated \
            using ((select auth.uid()) = "user_id") with check ((select auth.uid()) = "user_id");
            """);
    assertThat(fix(fixes, "rls-disabled:lists").tried())
        .contains(
            "anon reads rows of others: before yes, after no",
            "authenticated deletes rows of others: before yes, after no",
            "authenticated reads own rows: after yes",
            "authenticated changes own rows: after yes");
  }

  @Test
  void a_policy_that_is_always_true_is_narrowed_to_owners_and_reading_stays() {
    var fixes =
        fixes(
            """
            create table notes (id uuid primary key default gen_random_uuid(), user_id uuid not null references auth.users (id), body text);
            alter table notes enable row level security;
            create policy "all of it" on notes for all to authenticated using (true) with check (true);
            create table visits (id uuid primary key default gen_random_uuid(), user_id uuid references auth.users (id), page text);
            alter table visits enable row level security;
            create policy count on visits for insert with check (true);
            """);

    assertThat(fixes).containsOnlyKeys("policy-always-true:notes.all of it");
    assertThat(fix(fixes, "policy-always-true:notes.all of it").sql())
        .contains("for select to \"authenticated\" using (true)", "alter policy \"all of it\"");
    assertThat(fix(fixes, "policy-always-true:notes.all of it").tried())
        .contains(
            "authenticated adds rows for others: before yes, after no",
            "authenticated reads what was readable: as before",
            "authenticated deletes own rows: after yes");
  }

  @Test
  void what_is_nobodys_is_left_to_administrators() {
    var fixes =
        fixes(
            MeasureTest.ROLES
                + """
                create table banners (id uuid primary key default gen_random_uuid(), text text);
                alter table banners enable row level security;
                create policy edit on banners for update to authenticated using (true);
                create policy see on banners for select using (true);
                """);

    assertThat(fix(fixes, "policy-always-true:banners.edit").sql()).contains("has_role");
    assertThat(fix(fixes, "policy-always-true:banners.edit").tried())
        .contains(
            "authenticated changes rows of others: before yes, after no",
            "admin changes rows: after yes");
  }

  @Test
  void a_sign_up_no_longer_takes_the_users_word_unless_it_then_fails() {
    var fixes =
        fixes(
            MeasureTest.ROLES.replace(
                "values (new.id, 'member')",
                "values (new.id, coalesce((new.raw_user_meta_data ->> 'role')::app_role, 'member'))"));

    assertThat(fix(fixes, "sign-up-sets-role:handle_new_user").sql())
        .contains("coalesce((null)::app_role, 'member')");
    assertThat(fix(fixes, "sign-up-sets-role:handle_new_user").tried())
        .containsExactly(
            "a new user signs up and holds what he held: as before",
            "a new user signs up as admin: before yes, after no");
    assertThat(
            fixes(
                MeasureTest.ROLES.replace(
                    "values (new.id, 'member')",
                    "values (new.id, case when new.raw_user_meta_data ->> 'role' is null then 'member' else"
                        + " (new.raw_user_meta_data -> 'more' ->> 'role')::app_role end)")))
        .doesNotContainKey("sign-up-sets-role:handle_new_user");
  }

  @Test
  void functions_get_a_search_path_and_lose_callers_unless_a_policy_for_everybody_needs_them() {
    var fixes =
        fixes(
            """
            create table pages (id uuid primary key default gen_random_uuid(), title text);
            create function count_pages() returns bigint language sql security definer as 'select count(*) from pages';
            create function is_open(_page uuid) returns boolean language sql stable security definer set search_path = '' as 'select true';
            alter table pages enable row level security;
            create policy see on pages for select using (is_open(id));
            """);

    assertThat(fixes)
        .containsOnlyKeys(
            "definer-without-search-path:count_pages()", "definer-callable-by-anon:count_pages()");
    assertThat(fix(fixes, "definer-callable-by-anon:count_pages()").sql())
        .isEqualTo(
            """
            revoke execute on function "public"."count_pages"() from public, anon;
            grant execute on function "public"."count_pages"() to authenticated, service_role;
            """);
    assertThat(fix(fixes, "definer-without-search-path:count_pages()").tried())
        .contains("authenticated calls it with the same result: as before");
  }

  private static Fix fix(Map<String, Fix> fixes, String finding) {
    return Objects.requireNonNull(fixes.get(finding), "there is no fix for " + finding);
  }

  private static Map<String, Fix> fixes(String schema) {
    try (var database = ScratchDatabase.create(Scratch.settings())) {
      var report = database.migrate(List.of(new SqlFile("1.sql", schema)), Limits.usual());
      assertThat(report.failures()).isEmpty();
      var catalogue = database.catalogue();
      try (var trials = database.trials(Limits.usual().forTrials())) {
        return Measure.of(catalogue, trials).fixes();
      }
    }
  }
}
