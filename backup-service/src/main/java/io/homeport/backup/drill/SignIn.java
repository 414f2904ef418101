package io.homeport.backup.drill;

import io.homeport.backup.postgres.Login;
import io.homeport.backup.postgres.ReadingRole;
import io.homeport.backup.postgres.Secret;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/**
 * Whether somebody could sign up and in on a restored database: a made-up user's row goes into
 * {@code auth.users} with a hash of its password, is found by that password and by no other, and is
 * rolled back. Triggers there are customers' code: the row is written as the owner of the table, by
 * a login that can be nobody else.
 *
 * @param difference what is wrong
 * @param notTried why nothing can be said
 */
record SignIn(Optional<String> difference, Optional<String> notTried) {

  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Duration PATIENCE = LIMIT.plusSeconds(5);
  private static final String USER = "b6a1c9d2-3c0e-4c57-8a4e-0f5d7e2b9c13";

  private static final String HOW =
      """
      select pg_get_userbyid(c.relowner) as owner, o.rolsuper as by_superuser,
        (select format('%I', n.nspname) from pg_extension e join pg_namespace n on n.oid = e.extnamespace
          where e.extname = 'pgcrypto') as crypto,
        array(select a.attname::text from pg_attribute a
          where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns
      from pg_class c join pg_namespace s on s.oid = c.relnamespace join pg_roles o on o.oid = c.relowner
      where s.nspname = 'auth' and c.relname = 'users' and c.relkind = 'r'
      """;

  private static SignIn notTried(String why) {
    return new SignIn(Optional.empty(), Optional.of("sign-in of a made-up user: " + why));
  }

  private record Users(String owner, @Nullable String crypto, List<String> columns) {}

  /** Tries it on a database of a throwaway cluster. */
  static SignIn of(Login superuser, String database) throws SQLException {
    Users users;
    try (Connection connection = superuser.openPinned(database);
        var statement = connection.createStatement();
        var row = statement.executeQuery(HOW)) {
      if (!row.next()) {
        return notTried("there is no table auth.users");
      }
      if (row.getBoolean("by_superuser")) {
        return notTried("auth.users belongs to a superuser");
      }
      users = users(row);
    }
    if (users.crypto() == null || !users.columns().contains("encrypted_password")) {
      return notTried("there are no password hashes by pgcrypto");
    }
    try (var role = ReadingRole.like(superuser, database, users.owner());
        Connection connection = role.login().open(database)) {
      connection.setNetworkTimeout(ForkJoinPool.commonPool(), (int) PATIENCE.toMillis());
      return tried(connection, users);
    } catch (SQLException e) {
      return notTried("it ended with " + e.getSQLState());
    }
  }

  private static Users users(ResultSet row) throws SQLException {
    return new Users(
        row.getString("owner"),
        row.getString("crypto"),
        List.of((String[]) row.getArray("columns").getArray()));
  }

  private static SignIn tried(Connection connection, Users users) throws SQLException {
    String password = Secret.random().reveal();
    try (var statement = connection.createStatement()) {
      statement.execute("begin");
      statement.execute("set local role " + statement.enquoteIdentifier(users.owner(), true));
      statement.execute("set local statement_timeout = " + LIMIT.toMillis());
      statement.execute(insert(users, password));
      boolean right = matches(connection, users, password);
      boolean wrong = matches(connection, users, password + "x");
      statement.execute("rollback");
      return right && !wrong
          ? new SignIn(Optional.empty(), Optional.empty())
          : new SignIn(
              Optional.of(
                  right
                      ? "a made-up user of auth.users signs in with a wrong password"
                      : "a made-up user of auth.users cannot sign in with its password"),
              Optional.empty());
    }
  }

  private static String insert(Users users, String password) {
    var values = new LinkedHashMap<String, String>();
    values.put("instance_id", "'00000000-0000-0000-0000-000000000000'");
    values.put("id", "'" + USER + "'");
    values.put("aud", "'authenticated'");
    values.put("role", "'authenticated'");
    values.put("email", "'nobody@homeport.invalid'");
    values.put(
        "encrypted_password",
        "%1$s.crypt('%2$s', %1$s.gen_salt('bf'))".formatted(users.crypto(), password));
    values.put("raw_app_meta_data", "'{}'");
    values.put("raw_user_meta_data", "'{}'");
    values.put("created_at", "now()");
    values.put("updated_at", "now()");
    var columns = new ArrayList<String>();
    var row = new ArrayList<String>();
    for (Map.Entry<String, String> each : values.entrySet()) {
      if (users.columns().contains(each.getKey())) {
        columns.add(each.getKey());
        row.add(each.getValue());
      }
    }
    return "insert into auth.users (%s) values (%s)"
        .formatted(String.join(", ", columns), String.join(", ", row));
  }

  private static boolean matches(Connection connection, Users users, String password)
      throws SQLException {
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "select encrypted_password::text = %s.crypt('%s', encrypted_password::text) from auth.users where id = '%s'"
                    .formatted(users.crypto(), password, USER))) {
      return row.next() && row.getBoolean(1);
    }
  }
}
