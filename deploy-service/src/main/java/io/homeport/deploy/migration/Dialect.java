package io.homeport.deploy.migration;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What migrations written for the hosted service say that an ordinary owner of a database cannot
 * do, and what is done instead.
 */
final class Dialect {
  private static final Pattern TRANSACTION_CONTROL =
      Pattern.compile(
          "(?is)^(begin|start\\s+transaction|commit|end|rollback|abort)(\\s+(work|transaction))?(\\s+(isolation|read).*)?$");
  private static final Pattern CREATE_EXTENSION =
      Pattern.compile(
          "(?i)\\bcreate\\s+extension\\s+(?:if\\s+not\\s+exists\\s+)?\"?([a-z0-9_-]+)\"?[^;]*");
  private static final Pattern OWNER_IS_POSTGRES =
      Pattern.compile(
          "(?i)\\b(owner\\s+to|for\\s+(?:role|user))\\s+\"?(?:postgres|supabase_admin)\"?(?![\\w.])");
  private static final Pattern CONCURRENTLY =
      Pattern.compile("(?is)^((?:create\\s+(?:unique\\s+)?|drop\\s+)index)\\s+concurrently\\b");

  /** SQLSTATE codes that say that the thing is there already. */
  private static final Set<String> ALREADY_THERE =
      Set.of("42P07", "42710", "42701", "42P06", "42723", "42P04");

  private final Predicate<String> mayCreateExtension;

  /**
   * @param mayCreateExtension says of an extension's name whether the owner should create it; what
   *     is there already, stood in for, or not on this machine is left out
   */
  Dialect(Predicate<String> mayCreateExtension) {
    this.mayCreateExtension = mayCreateExtension;
  }

  /** That of a database: extensions on this machine that an owner may create are kept. */
  static Dialect of(Connection owner) throws SQLException {
    var names = new HashSet<String>();
    try (var query = owner.createStatement();
        ResultSet rows =
            query.executeQuery(
                "select distinct v.name from pg_available_extension_versions v"
                    + " where v.trusted and not exists"
                    + " (select from pg_extension e where e.extname = v.name)")) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return new Dialect(names::contains);
  }

  /** The statement as it is run; empty when there is nothing to do. */
  Optional<String> translate(String statement) {
    if (TRANSACTION_CONTROL.matcher(statement).matches()) {
      return Optional.empty();
    }
    String translated = CONCURRENTLY.matcher(statement).replaceFirst("$1");
    translated = OWNER_IS_POSTGRES.matcher(translated).replaceAll("$1 current_user");
    return extensions(translated);
  }

  static boolean isAlreadyThere(String sqlState) {
    return ALREADY_THERE.contains(sqlState);
  }

  private Optional<String> extensions(String statement) {
    Matcher create = CREATE_EXTENSION.matcher(statement);
    var rest = new StringBuilder();
    while (create.find()) {
      boolean keep = mayCreateExtension.test(create.group(1));
      if (!keep && create.start() == 0) {
        return Optional.empty();
      }
      // Within a DO block: NULL is PL/pgSQL for doing nothing.
      create.appendReplacement(rest, Matcher.quoteReplacement(keep ? create.group() : "NULL"));
    }
    return Optional.of(create.appendTail(rest).toString());
  }
}
