package io.homeport.backup.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.backup.AppsCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SignInTest {

  private static AppsCluster apps;

  private String database;

  @BeforeAll
  static void start() {
    apps = new AppsCluster();
  }

  @AfterAll
  static void stop() {
    apps.close();
  }

  @BeforeEach
  void makeUsers() {
    database = apps.databases().emptyDatabase();
    apps.databases()
        .execute(
            database,
            """
            create schema extensions authorization app_owner;
            create extension pgcrypto schema extensions;
            set role app_owner;
            create schema auth;
            create table auth.users (
              id uuid primary key, email text unique, encrypted_password varchar(255), raw_user_meta_data jsonb);
            """);
  }

  @Test
  void a_made_up_user_signs_in_and_leaves_no_row() throws Exception {
    SignIn signIn = SignIn.of(apps.superuser(), database);

    assertThat(signIn.difference()).isEmpty();
    assertThat(signIn.notTried()).isEmpty();
    assertThat(apps.databases().text(database, "select count(*) from auth.users")).isEqualTo("0");
  }

  @Test
  void passwords_that_do_not_come_back_as_they_were_set_are_a_difference() throws Exception {
    trigger("new.encrypted_password := 'lost'; return new;");

    assertThat(SignIn.of(apps.superuser(), database).difference())
        .contains("a made-up user of auth.users cannot sign in with its password");
  }

  @Test
  void a_trigger_that_refuses_the_user_is_no_difference_and_said_so() throws Exception {
    trigger("raise exception 'only by invitation';");

    SignIn signIn = SignIn.of(apps.superuser(), database);

    assertThat(signIn.difference()).isEmpty();
    assertThat(signIn.notTried()).contains("sign-in of a made-up user: it ended with P0001");
  }

  @Test
  void a_trigger_runs_as_nobody_of_power() throws Exception {
    trigger(
        "reset role; if pg_catalog.current_setting('is_superuser') = 'on' then raise exception"
            + " 'power'; end if; set role app_owner; return new;");

    assertThat(SignIn.of(apps.superuser(), database).notTried()).isEmpty();
  }

  private void trigger(String body) {
    apps.databases()
        .execute(
            database,
            "set role app_owner; create function auth.greet() returns trigger language plpgsql as"
                + " $$ begin "
                + body
                + " end $$; create trigger greet before insert on auth.users for each row execute"
                + " function auth.greet()");
  }
}
