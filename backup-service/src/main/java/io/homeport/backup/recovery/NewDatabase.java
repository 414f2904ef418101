package io.homeport.backup.recovery;

import static io.homeport.backup.recovery.Identifier.literal;
import static io.homeport.backup.recovery.Identifier.quoted;

import io.homeport.backup.Trouble;
import io.homeport.backup.inventory.DatabaseProperties;
import io.homeport.backup.inventory.DatabaseProperties.Grant;
import io.homeport.backup.inventory.DatabaseProperties.Setting;
import io.homeport.backup.inventory.Inventory;
import io.homeport.backup.inventory.Role;
import io.homeport.backup.postgres.Login;
import io.homeport.contracts.Failure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A database to be filled from an archive, and all that such an archive leaves out of it. */
record NewDatabase(Login superuser, String name, Inventory was) {

  private static final String ROLE_DOES_NOT_EXIST = "42704";

  /** Settings whose values are lists of names. */
  private static final Set<String> LISTS =
      Set.of(
          "search_path",
          "temp_tablespaces",
          "session_preload_libraries",
          "local_preload_libraries");

  /** Like the one that was dumped in all that cannot be changed later; without its settings. */
  void create() throws SQLException {
    try {
      createEmpty();
    } catch (SQLException e) {
      if (ROLE_DOES_NOT_EXIST.equals(e.getSQLState())) {
        throw new Trouble(
            Failure.operator(
                "The role " + was.database().owner() + ", who owned the database, is gone.",
                "Create a role of that name in the cluster, then restore again."),
            e);
      }
      throw e;
    }
  }

  private void createEmpty() throws SQLException {
    DatabaseProperties like = was.database();
    execute(
        "postgres",
        List.of(
            "create database "
                + quoted(name)
                + " owner "
                + quoted(like.owner())
                + " template template0 encoding "
                + literal(like.encoding())
                + " lc_collate "
                + literal(like.collation())
                + " lc_ctype "
                + literal(like.characterType())
                + like.icuLocale()
                    .map(locale -> " locale_provider icu icu_locale " + literal(locale))
                    .orElse(""),
            // Nobody else comes in before it is whole.
            "revoke all on database " + quoted(name) + " from public"));
    var surplus = new ArrayList<String>();
    if (!has("schema", "public")) {
      surplus.add("drop schema public");
    }
    if (!has("extension", "plpgsql")) {
      surplus.add("drop extension plpgsql");
    }
    execute(name, surplus);
  }

  /** The roles that own something, other than superusers. */
  List<String> owners() {
    return was.roles().stream()
        .filter(role -> role.owner() && !role.superuser())
        .map(Role::name)
        .toList();
  }

  /** To be made the owner of an object takes the right to create in its schema. */
  void letOwnersCreate(List<String> owners) throws SQLException {
    execute(name, forSchemasOfOthers("grant create, usage on schema %s to %s", owners));
  }

  /** The archive's own grants, which come next, start from what a schema has at first. */
  void letOwnersCreateNoMore(List<String> owners) throws SQLException {
    execute(name, forSchemasOfOthers("revoke create, usage on schema %s from %s", owners));
  }

  /** Settings and grants of the database itself, last: they may be meant to keep people out. */
  void applyProperties() throws SQLException {
    DatabaseProperties like = was.database();
    var statements = new ArrayList<String>();
    statements.add(
        "revoke all on database " + quoted(name) + " from public, " + quoted(like.owner()));
    like.grants().forEach(grant -> statements.add(sql(grant)));
    like.settings().forEach(setting -> statements.addAll(sql(setting)));
    execute(name, statements);
  }

  /** What a list holds cannot be written as one text: it is taken from the session as it is. */
  private List<String> sql(Setting setting) {
    String alter =
        setting
                .role()
                .map(role -> "alter role " + quoted(role) + " in database " + quoted(name))
                .orElse("alter database " + quoted(name))
            + " set "
            + settingName(setting.key());
    return LISTS.contains(setting.key())
        ? List.of(
            "select pg_catalog.set_config("
                + literal(setting.key())
                + ", "
                + literal(setting.value())
                + ", false)",
            alter + " from current")
        : List.of(alter + " to " + literal(setting.value()));
  }

  private String sql(Grant grant) {
    return "grant "
        + grant.privilege()
        + " on database "
        + quoted(name)
        + " to "
        + grant.role().map(Identifier::quoted).orElse("public")
        + (grant.grantable() ? " with grant option" : "");
  }

  private List<String> forSchemasOfOthers(String form, List<String> owners) throws SQLException {
    var statements = new ArrayList<String>();
    try (Connection connection = superuser.open(name);
        var query = connection.createStatement();
        var rows =
            query.executeQuery(
                "select nspname, pg_get_userbyid(nspowner) from pg_namespace"
                    + " where nspname !~ '^pg_' and nspname <> 'information_schema'")) {
      while (rows.next()) {
        for (String owner : owners) {
          if (!owner.equals(rows.getString(2))) {
            statements.add(form.formatted(quoted(rows.getString(1)), quoted(owner)));
          }
        }
      }
    }
    return statements;
  }

  private boolean has(String kind, String entry) {
    return was.catalogue().stream()
        .anyMatch(each -> each.kind().equals(kind) && each.name().equals(entry));
  }

  /** {@code app.settings.jwt} has parts; each is a name of its own. */
  private static String settingName(String key) {
    return String.join(
        ".", List.of(key.split("\\.", -1)).stream().map(Identifier::quoted).toList());
  }

  private void execute(String database, List<String> statements) throws SQLException {
    if (statements.isEmpty()) {
      return;
    }
    try (Connection connection = superuser.open(database);
        var statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
