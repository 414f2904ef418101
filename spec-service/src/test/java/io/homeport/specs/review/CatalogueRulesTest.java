package io.homeport.specs.review;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CatalogueRulesTest extends PlantedSource {

  @Test
  void what_the_catalogue_shows_is_found_and_the_same_done_well_is_not() {
    // Given
    write(
        "supabase/migrations/1.sql",
        """
        create table profiles (id uuid primary key references auth.users (id), name text);
        alter table profiles enable row level security;
        create policy own on profiles for select using ((select auth.uid()) = id);
        create view accounts as select id, email from auth.users;
        create view hidden_accounts as select id, email from auth.users;
        revoke all on hidden_accounts from anon, authenticated;
        create table asleep (id int);
        create policy nothing on asleep for select using (false);
        create table notes (id int, user_id uuid, kind regproc, title text);
        alter table notes enable row level security;
        create policy vip on notes for update using ((auth.jwt() -> 'user_metadata' ->> 'plan') = 'vip');
        create policy staff on notes for delete using ((select auth.jwt() -> 'app_metadata' ->> 'role') = 'staff');
        create index notes_title on notes (title);
        create index notes_title_again on notes (title);
        create index notes_user on notes (user_id);
        create table gateways (id int, api_key text);
        alter table gateways enable row level security;
        create policy everybody on gateways for select using (true);
        create policy everybody_too on gateways for select using (id > 0);
        create table vaults (id int, api_key text);
        alter table vaults enable row level security;
        insert into storage.buckets (id, name, public) values ('pictures', 'pictures', true), ('icons', 'icons', true);
        create policy list_pictures on storage.objects for select using (bucket_id = 'pictures');
        """);

    // When
    var findings = review();

    // Then
    assertThat(of("users-exposed-by-view", findings)).containsExactly("accounts");
    assertThat(of("policies-without-rls", findings)).containsExactly("asleep");
    assertThat(of("policy-believes-user-metadata", findings)).containsExactly("notes.vip");
    assertThat(of("secret-columns-public", findings)).containsExactly("gateways");
    assertThat(of("key-to-unstable-user-column", findings)).isEmpty();
    assertThat(of("public-bucket-can-be-listed", findings)).containsExactly("pictures");
    assertThat(of("index-twice", findings)).containsExactly("notes.notes_title");
    assertThat(of("column-blocks-upgrade", findings)).containsExactly("notes.kind");
    assertThat(findings)
        .filteredOn(each -> each.rule().equals("policy-asks-for-every-row"))
        .singleElement()
        .satisfies(each -> assertThat(each.what()).startsWith("1 policies"));
    assertThat(of("several-policies-for-one-act", findings)).containsExactly("policies");
  }
}
