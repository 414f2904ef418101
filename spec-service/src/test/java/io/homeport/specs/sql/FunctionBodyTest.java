package io.homeport.specs.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FunctionBodyTest {

  @Test
  void it_tells_what_is_read_and_what_is_written() {
    var body =
        FunctionBody.of(
            """
            declare v_count int;
            begin
              -- delete from commented
              with mine as (select * from public.bookings b join sessions s on s.id = b.session_id)
              select count(*) into v_count from mine;
              select 1 from generate_series(1, 2);
              if v_count > 3 then raise exception 'Too many'; end if;
              insert into public.audit_log (what) values ('x');
              update bookings set status = 'cancelled' where id = new.id;
              delete from waitlist_entries where id = old.id;
              perform 1 from rooms for update;
              insert into counts (id) values (1) on conflict (id) do update set n = 2;
              if new.a is distinct from old.a then return new; end if;
            end
            """);

    assertThat(body.reads()).containsExactly("bookings", "rooms", "sessions");
    assertThat(body.writes())
        .containsExactly("audit_log", "bookings", "counts", "waitlist_entries");
    assertThat(body.raises()).isTrue();
  }

  @Test
  void it_tells_what_of_a_new_users_own_words_is_used_and_what_is_called() {
    var body =
        FunctionBody.of(
            """
            begin
              insert into profiles (id, name, role) values (new.id, coalesce(new.raw_user_meta_data->>'full_name', ''),
                (new.raw_user_meta_data ->> 'role')::app_role);
              perform net.http_post(url := 'https://x.supabase.co/functions/v1/welcome');
            end
            """);

    assertThat(body.metadataKeys()).containsExactly("full_name", "role");
    assertThat(body.urls()).containsExactly("https://x.supabase.co/functions/v1/welcome");
    assertThat(body.writes()).containsExactly("profiles");
  }
}
