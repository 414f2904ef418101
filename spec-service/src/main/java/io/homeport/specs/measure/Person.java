package io.homeport.specs.measure;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A made-up user.
 *
 * @param letter short and unlike the others', for values that must be unique
 * @param role the role of the app that he is given; null for what signing up gives
 */
record Person(String letter, String id, @Nullable String role) {

  /** The user as whom ordinary users' rights are tried. */
  static final Person ONE = new Person("a", "aaaaaaaa-0000-4000-8000-000000000001", null);

  /** Whose rows nobody else should reach. */
  static final Person OTHER = new Person("b", "bbbbbbbb-0000-4000-8000-000000000002", null);

  /** Stands in where a row needs somebody else. */
  static final Person BYSTANDER = new Person("z", "eeeeeeee-0000-4000-8000-000000000005", null);

  /** Somebody who holds a role of the app. */
  static Person with(String role, int number) {
    return new Person("r" + number, "cccccccc-0000-4000-8000-%012d".formatted(100 + number), role);
  }

  String email() {
    return letter + "@example.com";
  }

  /** What the API's token says about him. */
  String claims() {
    return """
    {"aud":"authenticated","role":"authenticated","sub":"%s","email":"%s","aal":"aal1","is_anonymous":false,\
    "app_metadata":%s,"user_metadata":%s}\
    """
        .formatted(id, email(), appMetadata(), userMetadata());
  }

  String appMetadata() {
    return role == null
        ? "{\"provider\":\"email\",\"providers\":[\"email\"]}"
        : "{\"provider\":\"email\",\"providers\":[\"email\"],\"role\":%s}"
            .formatted(Sql.json(role));
  }

  /** What he said when he signed up, in the words that most apps ask for. */
  String userMetadata() {
    String name = "User " + letter.toUpperCase(Locale.ROOT);
    return """
    {"full_name":"%s","name":"%s","first_name":"User","last_name":"%s","username":"user_%s"}\
    """
        .formatted(name, name, letter.toUpperCase(Locale.ROOT), letter);
  }

  /** Statements with which he asks, as PostgREST sends them. */
  List<String> asks() {
    return asks("authenticated", claims());
  }

  static List<String> asks(String databaseRole, String claims) {
    return List.of(
        "select set_config('search_path', 'public, extensions', true)",
        "select set_config('request.headers', '{}', true)",
        "select set_config('request.jwt.claims', %s, true)".formatted(Sql.text(claims)),
        "set local role " + databaseRole);
  }

  /** Somebody without an account, or the app's server. */
  static List<String> asksAs(String databaseRole) {
    return asks(databaseRole, "{\"role\":\"%s\"}".formatted(databaseRole));
  }

  /** The row of {@code auth.users} that a sign-up with these words adds. */
  String signsUp(String metadata) {
    return """
    insert into auth.users (instance_id, id, aud, role, email, encrypted_password, raw_app_meta_data,
      raw_user_meta_data, confirmation_token, recovery_token, created_at, updated_at)
    values ('00000000-0000-0000-0000-000000000000', '%s', 'authenticated', 'authenticated', '%s', '',
      '{"provider":"email","providers":["email"]}', %s, '', '', '2026-01-01', '2026-01-01')\
    """
        .formatted(id, email(), Sql.text(metadata));
  }

  String confirms() {
    return "update auth.users set email_confirmed_at = '2026-01-01' where id = '%s'".formatted(id);
  }
}
