package io.homeport.specs.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.homeport.specs.document.Authentication.Access;
import io.homeport.specs.document.Authentication.Action;
import io.homeport.specs.document.Authentication.Beyond;
import io.homeport.specs.document.Authentication.Call.Outcome;
import io.homeport.specs.document.Authentication.NotTried;
import io.homeport.specs.document.Authentication.Refusal;
import io.homeport.specs.material.Measurement;
import io.homeport.specs.material.Measurement.Cell;
import io.homeport.specs.material.Measurement.Escalation;
import io.homeport.specs.material.Measurement.Escalation.Way;
import io.homeport.specs.material.Measurement.Trial;
import io.homeport.specs.scratch.Limits;
import io.homeport.specs.scratch.Scratch;
import io.homeport.specs.scratch.ScratchDatabase;
import io.homeport.specs.sql.SqlFile;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Small schemas, each with something planted beside the same thing done well. */
class MeasureTest {

  private static final String NOTES =
      """
      create table notes (id uuid primary key default gen_random_uuid(),
        user_id uuid not null references auth.users (id) on delete cascade, body text not null, done boolean not null default false);
      alter table notes enable row level security;
      """;

  @Test
  void a_user_reaches_his_own_rows_only() {
    var measured =
        measure(
            NOTES
                + "create policy own on notes for all to authenticated"
                + " using (auth.uid() = user_id) with check (auth.uid() = user_id);");

    for (var action : Action.values()) {
      assertThat(trial(measured, "authenticated", "notes", action).access())
          .as(action.name())
          .isEqualTo(Access.OWN);
      assertThat(trial(measured, "anon", "notes", action).access()).isEqualTo(Access.NONE);
      assertThat(trial(measured, "anon", "notes", action).refusal()).isEqualTo(Refusal.POLICY);
      assertThat(trial(measured, "service_role", "notes", action).access()).isEqualTo(Access.ALL);
    }
    assertThat(trial(measured, "authenticated", "notes", Action.UPDATE).beyond()).isEmpty();
    assertThat(measured.notTried()).isEmpty();
  }

  @Test
  void a_row_of_another_that_is_reached_comes_with_statements_that_show_it() {
    var measured =
        measure(
            NOTES
                + "create policy read on notes for select using (true);"
                + "create policy wipe on notes for delete to authenticated using (true);"
                + "create policy add on notes for insert to authenticated with check (true);");

    assertThat(trial(measured, "anon", "notes", Action.SELECT).sql())
        .contains("set local role anon;", "select * from \"public\".\"notes\"");
    var wiped = trial(measured, "authenticated", "notes", Action.DELETE);
    assertThat(wiped.access()).isEqualTo(Access.ALL);
    assertThat(wiped.sql())
        .startsWith("begin;")
        .contains("\"sub\":\"" + Person.ONE.id(), Person.OTHER.id(), "delete from")
        .endsWith("rollback;\n");
    var added = trial(measured, "authenticated", "notes", Action.INSERT);
    assertThat(added.access()).isEqualTo(Access.ALL);
    assertThat(added.sql()).contains("insert into \"public\".\"notes\"", Person.OTHER.id());
    assertThat(trial(measured, "authenticated", "notes", Action.UPDATE).access())
        .isEqualTo(Access.NONE);
  }

  @Test
  void an_update_policy_without_a_check_on_the_owner_lets_rows_be_given_away() {
    var measured =
        measure(
            NOTES
                + "create policy see on notes for select to authenticated using (true);"
                + "create policy edit on notes for update to authenticated"
                + " using (auth.uid() = user_id) with check (true);");

    var edited = trial(measured, "authenticated", "notes", Action.UPDATE);
    assertThat(edited.access()).isEqualTo(Access.OWN);
    assertThat(edited.beyond()).containsExactly(Beyond.GIVE_AWAY);
  }

  @Test
  void a_condition_on_the_row_reaches_some_and_rights_on_columns_count() {
    var measured =
        measure(
            """
            create table posts (id serial primary key, author_id uuid references auth.users (id),
              status text not null default 'draft', email text not null unique,
              starts_on date not null, ends_on date not null, deleted_at timestamptz, rating int not null,
              check (ends_on > starts_on), check (rating between 3 and 4), check (char_length(email) >= 8));
            alter table posts enable row level security;
            create policy published on posts for select using (status = 'published' and deleted_at is null);
            create policy own on posts for select to authenticated using (auth.uid() = author_id);
            create table prices (id serial primary key, amount int not null, cost int);
            revoke all on prices from anon, authenticated;
            grant select (id, amount) on prices to anon;
            """);

    assertThat(trial(measured, "anon", "posts", Action.SELECT).access()).isEqualTo(Access.SOME);
    assertThat(trial(measured, "authenticated", "posts", Action.SELECT).access())
        .isEqualTo(Access.SOME);
    assertThat(trial(measured, "anon", "prices", Action.SELECT).access()).isEqualTo(Access.ALL);
    assertThat(trial(measured, "authenticated", "prices", Action.SELECT).refusal())
        .isEqualTo(Refusal.NO_GRANT);
    assertThat(measured.notTried()).isEmpty();
  }

  @Test
  void what_belongs_to_a_users_thing_is_his_own() {
    var measured =
        measure(
            """
            create type kind as enum ('small', 'large');
            create table items (id bigint generated always as identity primary key, list_id uuid not null, kind kind not null);
            create table lists (id uuid primary key default gen_random_uuid(), user_id uuid not null references auth.users (id));
            alter table items add foreign key (list_id) references lists (id);
            alter table lists enable row level security;
            alter table items enable row level security;
            create policy own on lists for all to authenticated using (auth.uid() = user_id);
            create policy own on items for all to authenticated
              using (exists (select 1 from lists l where l.id = list_id and l.user_id = auth.uid()));
            """);

    for (var action : Action.values()) {
      assertThat(trial(measured, "authenticated", "items", action).access())
          .as(action.name())
          .isEqualTo(Access.OWN);
    }
  }

  @Test
  void a_policy_that_asks_itself_fails_and_is_not_called_row_security() {
    var measured =
        measure(
            """
            create table members (id uuid primary key default gen_random_uuid(),
              user_id uuid not null references auth.users (id), team text not null);
            alter table members enable row level security;
            create policy team on members for select to authenticated
              using (team in (select m.team from members m where m.user_id = auth.uid()));
            """);

    var seen = trial(measured, "authenticated", "members", Action.SELECT);
    assertThat(seen.access()).isEqualTo(Access.NONE);
    assertThat(seen.refusal()).isEqualTo(Refusal.ERROR);
  }

  @Test
  void holders_of_a_role_are_tried_as_such() {
    var measured =
        measure(
            ROLES
                + NOTES
                + "create policy staff on notes for select to authenticated using (has_role(auth.uid(), 'admin'));");

    assertThat(trial(measured, "admin", "notes", Action.SELECT).access()).isEqualTo(Access.ALL);
    assertThat(trial(measured, "authenticated", "notes", Action.SELECT).access())
        .isEqualTo(Access.NONE);
    assertThat(measured.escalations()).isEmpty();
  }

  @Test
  void whoever_has_a_flag_that_policies_ask_for_is_tried_as_a_role_of_his_own() {
    var measured =
        measure(
            NOTES
                + """
                create table profiles (id uuid primary key references auth.users (id), is_admin boolean not null default false,
                  is_organizer boolean, may_read boolean default false, restricted boolean not null default false,
                  is_active boolean not null default true);
                alter table profiles enable row level security;
                create policy see on profiles for select to authenticated using (id = auth.uid());
                create policy own on profiles for update to authenticated using (id = auth.uid())
                  with check (restricted = (select p.restricted from profiles p where p.id = auth.uid()));
                create table crew (id serial primary key, user_id uuid references auth.users (id), note_id uuid, is_lead boolean default false);
                create policy admins on notes for select using
                  (exists (select 1 from profiles where profiles.id = auth.uid() and profiles.is_admin = true));
                create policy organizers on notes for insert to authenticated with check
                  (coalesce((select is_organizer from profiles where id = auth.uid()), false));
                create function reads_all() returns boolean language sql security definer set search_path = '' as
                  $$ select coalesce((select may_read from public.profiles where id = auth.uid()), false) $$;
                create policy readers on notes for select to authenticated using (reads_all());
                create policy active on notes for delete to authenticated using (user_id = auth.uid()
                  and exists (select 1 from profiles where id = auth.uid() and is_active));
                create policy leads on notes for update to authenticated using
                  (exists (select 1 from crew where crew.user_id = auth.uid() and crew.note_id = notes.id and crew.is_lead));
                """);

    assertThat(measured.cells().keySet())
        .extracting(Cell::role)
        .containsOnly("anon", "authenticated", "service_role", "admin", "organizer", "may_read");
    assertThat(trial(measured, "admin", "notes", Action.SELECT).access()).isEqualTo(Access.ALL);
    assertThat(trial(measured, "admin", "notes", Action.INSERT).access()).isEqualTo(Access.NONE);
    assertThat(trial(measured, "may_read", "notes", Action.SELECT).access()).isEqualTo(Access.ALL);
    assertThat(trial(measured, "organizer", "notes", Action.INSERT).access()).isEqualTo(Access.ALL);
    assertThat(trial(measured, "organizer", "notes", Action.SELECT).access())
        .isEqualTo(Access.NONE);
    assertThat(trial(measured, "authenticated", "notes", Action.SELECT).access())
        .isEqualTo(Access.NONE);
  }

  @Test
  void rows_for_those_to_whom_something_ties_the_user_are_some() {
    var measured =
        measure(
            NOTES
                + """
                create table pairs (id serial primary key, one uuid, other uuid);
                insert into pairs (one, other) values ('%s', '%s');
                create policy add on notes for insert to authenticated with check (user_id = auth.uid()
                  or exists (select 1 from pairs where pairs.one = auth.uid() and pairs.other = notes.user_id));
                """
                    .formatted(Person.ONE.id(), Person.OTHER.id()));

    assertThat(trial(measured, "authenticated", "notes", Action.INSERT).access())
        .isEqualTo(Access.SOME);
  }

  @Test
  void a_role_that_the_new_user_chooses_is_shown_and_one_that_is_forced_is_not() {
    var measured =
        measure(
            ROLES.replace(
                "values (new.id, 'member')",
                "values (new.id, coalesce((new.raw_user_meta_data ->> 'role')::app_role, 'member'))"));

    assertThat(measured.escalations())
        .extracting(Escalation::way, Escalation::subject, Escalation::column, Escalation::role)
        .containsExactly(tuple(Way.SIGN_UP, "handle_new_user", "role", "admin"));
    assertThat(measured.escalations().getFirst().sql())
        .contains("{\"role\":\"admin\"", "select \"role\" from \"public\".\"user_roles\"");

    var careful =
        measure(
            ROLES.replace(
                "values (new.id, 'member')",
                "values (new.id, case when new.raw_user_meta_data ->> 'role' = 'member' then 'member'::app_role else 'member' end)"));
    assertThat(careful.escalations()).isEmpty();
    assertThat(careful.signUpTried()).isTrue();
  }

  @Test
  void users_who_add_or_change_their_role_row_are_shown_unless_a_trigger_keeps_it() {
    String open =
        """
        create policy mine on user_roles for insert to authenticated with check (auth.uid() = user_id);
        create policy change on user_roles for update to authenticated using (auth.uid() = user_id);
        """;
    var measured = measure(ROLES + open);

    assertThat(measured.escalations())
        .extracting(Escalation::way, Escalation::role)
        .containsExactly(tuple(Way.INSERT, "admin"), tuple(Way.UPDATE, "admin"));
    assertThat(trial(measured, "authenticated", "user_roles", Action.UPDATE).beyond())
        .contains(Beyond.OWN_ROLE);

    var kept =
        measure(
            ROLES
                + open
                + """
                create function keep() returns trigger language plpgsql as $$ begin new.role := 'member'; return new; end $$;
                create trigger keep before insert or update on user_roles for each row execute function keep();
                """);
    assertThat(kept.escalations()).isEmpty();
  }

  @Test
  void functions_with_their_owners_rights_are_called_and_leave_nothing() {
    var measured =
        measure(
            NOTES
                + """
                create function all_notes() returns setof notes language sql security definer set search_path = '' as
                  'select * from public.notes';
                create function wipe(everything boolean) returns void language sql security definer set search_path = '' as
                  'delete from public.notes where everything';
                create function mine() returns setof notes language sql security definer set search_path = '' as
                  'select * from public.notes where user_id = auth.uid()';
                create function closed() returns int language sql security definer set search_path = '' as 'select 1';
                revoke execute on function closed() from public, anon, authenticated;
                create function slow() returns void language plpgsql security definer set search_path = '' as
                  'begin loop begin perform pg_sleep(1); exception when query_canceled then null; end; end loop; end';
                """);

    assertThat(measured.calls())
        .filteredOn(call -> call.role().equals("anon"))
        .extracting("function", "outcome", "changes", "showsOthersRows")
        .containsExactly(
            tuple("all_notes()", Outcome.RETURNED, List.of(), true),
            tuple("closed()", Outcome.REFUSED, List.of(), false),
            tuple("mine()", Outcome.RETURNED, List.of(), false),
            tuple("slow()", Outcome.FAILED, List.of(), false),
            tuple("wipe(everything boolean)", Outcome.RETURNED, List.of("notes"), false));
    assertThat(trial(measured, "service_role", "notes", Action.SELECT).access())
        .isEqualTo(Access.ALL);
  }

  @Test
  void files_are_tried_by_their_folder() {
    var measured =
        measure(
            """
            insert into storage.buckets (id, name) values ('open', 'open'), ('own', 'own');
            create policy open on storage.objects for all using (bucket_id = 'open');
            create policy own on storage.objects for all to authenticated
              using (bucket_id = 'own' and (storage.foldername(name))[1] = auth.uid()::text);
            """);

    assertThat(file(measured, "anon", "open", Action.DELETE)).isEqualTo(Access.ALL);
    assertThat(file(measured, "anon", "own", Action.SELECT)).isEqualTo(Access.NONE);
    assertThat(file(measured, "authenticated", "own", Action.SELECT)).isEqualTo(Access.OWN);
    assertThat(file(measured, "authenticated", "own", Action.INSERT)).isEqualTo(Access.OWN);
  }

  @Test
  void tables_that_refer_to_each_other_and_triggers_that_refuse_do_not_stop_it() {
    var measured =
        measure(
            """
            create table teams (id uuid primary key default gen_random_uuid(), lead uuid);
            create table players (id uuid primary key default gen_random_uuid(), team uuid not null references teams (id));
            alter table teams add foreign key (lead) references players (id);
            create table guarded (id uuid primary key, user_id uuid not null references auth.users (id));
            create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
            create trigger refuse before insert on guarded for each row execute function refuse();
            create table impossible (id int primary key check (id > 5 and id < 5));
            """);

    assertThat(trial(measured, "anon", "players", Action.SELECT).access()).isEqualTo(Access.ALL);
    assertThat(trial(measured, "anon", "guarded", Action.SELECT).access()).isEqualTo(Access.ALL);
    assertThat(measured.cells()).doesNotContainKey(new Cell("anon", "guarded", Action.INSERT));
    assertThat(measured.notTried())
        .extracting(NotTried::entity)
        .contains("impossible", "guarded")
        .doesNotContain("players", "teams");
  }

  @Test
  void what_the_time_did_not_suffice_for_is_said() {
    var measured =
        measure(
            new Limits(Duration.ofSeconds(1), Duration.ZERO, 1L << 30, 1L << 20),
            NOTES
                + """
                create policy own on notes for all using (auth.uid() = user_id);
                create function doze() returns trigger language plpgsql as $$ begin perform pg_sleep(0.5); return new; end $$;
                create trigger doze after insert on auth.users for each row execute function doze();
                """);

    assertThat(measured.cells()).isEmpty();
    assertThat(measured.notTried())
        .extracting(NotTried::reason)
        .anySatisfy(reason -> assertThat(reason).contains("took longer"));
  }

  @Test
  void migrations_come_to_no_power_over_the_server_by_what_is_tried() {
    var measured =
        measure(
            NOTES
                + """
                create table seen (who text, super boolean);
                create function spy() returns trigger language plpgsql as $$ begin
                  insert into public.seen select current_user, rolsuper from pg_roles where rolname in (current_user, session_user); return new; end $$;
                create trigger spy before insert on notes for each row execute function spy();
                create trigger spy after insert on auth.users for each row execute function spy();
                create function powerful() returns setof seen language sql security definer as
                  'select ''b@example.com'', super from public.seen where super and who in (select rolname from pg_roles)';
                """);

    assertThat(measured.calls())
        .filteredOn(call -> call.function().equals("powerful()"))
        .allSatisfy(call -> assertThat(call.showsOthersRows()).isFalse());
  }

  @Test
  void the_same_schema_gives_the_same_measurement() {
    String schema = ROLES + NOTES + "create policy read on notes for select using (true);";

    assertThat(measure(schema)).isEqualTo(measure(schema));
  }

  static final String ROLES =
      """
      create type app_role as enum ('admin', 'member');
      create table user_roles (id uuid primary key default gen_random_uuid(),
        user_id uuid not null references auth.users (id) on delete cascade, role app_role not null, unique (user_id, role));
      alter table user_roles enable row level security;
      create function has_role(_user uuid, _role app_role) returns boolean language sql stable security definer
        set search_path = '' as 'select exists (select 1 from public.user_roles where user_id = _user and role = _role)';
      create policy see on user_roles for select to authenticated using (auth.uid() = user_id);
      create policy admins on user_roles for all to authenticated using (has_role(auth.uid(), 'admin'));
      create function handle_new_user() returns trigger language plpgsql security definer set search_path = public as $$ begin
        insert into public.user_roles (user_id, role) values (new.id, 'member'); return new; end $$;
      create trigger on_auth_user_created after insert on auth.users for each row execute function handle_new_user();
      """;

  private static Trial trial(Measurement measured, String role, String entity, Action action) {
    return found(measured.cells().get(new Cell(role, entity, action)));
  }

  private static Access file(Measurement measured, String role, String bucket, Action action) {
    return found(measured.files().get(new Cell(role, bucket, action))).access();
  }

  private static Trial found(@Nullable Trial trial) {
    return Objects.requireNonNull(trial, "it was not tried");
  }

  private static Measurement measure(String schema) {
    return measure(Limits.usual().forTrials(), schema);
  }

  private static Measurement measure(Limits limits, String schema) {
    try (var database = ScratchDatabase.create(Scratch.settings())) {
      var report = database.migrate(List.of(new SqlFile("1.sql", schema)), Limits.usual());
      assertThat(report.failures()).isEmpty();
      var catalogue = database.catalogue();
      try (var trials = database.trials(limits)) {
        return Measure.of(catalogue, trials);
      }
    }
  }
}
