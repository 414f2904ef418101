package io.homeport.backup.trial;

import io.homeport.backup.postgres.Login;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets the owner of a database log in to the throwaway server too, with the same password. What is
 * copied is what the server checks passwords against: nobody logs in with it.
 */
final class LetIn {

  private static final String SCRAM = "SCRAM-SHA-256$";

  /**
   * @param live superuser of the cluster of apps
   * @param restored superuser of the throwaway server
   * @return why it cannot be, if so
   */
  static Optional<String> owner(Login live, Login restored, String owner) throws SQLException {
    if (owner.equals(restored.user())) {
      return Optional.of("the database belongs to a superuser");
    }
    String verifier = verifier(live, owner);
    if (verifier == null || !verifier.startsWith(SCRAM)) {
      return Optional.of("its owner has no password in the cluster of apps");
    }
    try (Connection connection = restored.open("postgres");
        var statement = connection.createStatement()) {
      statement.execute(
          "alter role %s login password %s"
              .formatted(
                  statement.enquoteIdentifier(owner, true), statement.enquoteLiteral(verifier)));
    }
    return Optional.empty();
  }

  private static @Nullable String verifier(Login live, String owner) throws SQLException {
    try (Connection connection = live.open("postgres");
        var query =
            connection.prepareStatement("select rolpassword from pg_authid where rolname = ?")) {
      query.setString(1, owner);
      try (var rows = query.executeQuery()) {
        return rows.next() ? rows.getString(1) : null;
      }
    }
  }

  private LetIn() {}
}
