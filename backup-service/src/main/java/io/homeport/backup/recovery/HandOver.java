package io.homeport.backup.recovery;

import static io.homeport.backup.recovery.Identifier.literal;
import static io.homeport.backup.recovery.Identifier.quoted;

import io.homeport.backup.inventory.DatabaseProperties;
import io.homeport.backup.inventory.Inventory;
import io.homeport.backup.postgres.Login;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A database that came back as its owner's goes to another one: of another environment, or of a
 * cluster where that role has another name. It is compared with the backup before, when all of it
 * has the names that were backed up.
 */
public record HandOver(Login superuser) {

  /** What a role is marked with that stands in for an owner who is not there. */
  private static final String STAND_IN = "homeport stand-in";

  private static final String DEFAULT_PRIVILEGES =
      """
      select format('alter default privileges for role %%I%%s grant %%s on %%s to %%s%%s', %2$s,
          case when n.oid is null then '' else format(' in schema %%I', n.nspname) end,
          a.privilege_type,
          case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences'
            when 'f' then 'functions' when 'T' then 'types' else 'schemas' end,
          case when a.grantee = 0 then 'public'
            when a.grantee = d.defaclrole then quote_ident(%2$s)
            else quote_ident(pg_get_userbyid(a.grantee)) end,
          case when a.is_grantable then ' with grant option' else '' end)
      from pg_default_acl d
        left join pg_namespace n on n.oid = d.defaclnamespace
        cross join aclexplode(d.defaclacl) a
      where pg_get_userbyid(d.defaclrole) = %1$s
      """;

  /** What is scheduled, or waits to be sent, is the other environment's to do. */
  private static final String QUIET =
      """
      do $$
      begin
        if pg_catalog.to_regclass('cron.job') is not null then
          update cron.job set active = false where active;
        end if;
        if pg_catalog.to_regclass('net.http_request_queue') is not null then
          delete from net.http_request_queue;
        end if;
      end
      $$
      """;

  /** Where defaults for everybody were taken away, that is no grant. */
  private static final String WITHDRAWN_DEFAULTS =
      """
      select format('alter default privileges for role %%I revoke all on %%s from public', %2$s,
          case defaclobjtype when 'f' then 'functions' else 'types' end)
      from pg_default_acl
      where pg_get_userbyid(defaclrole) = %1$s and defaclnamespace = 0
        and defaclobjtype in ('f', 'T')
      """;

  /** Lets a database be made whose owner is not in this cluster; he cannot log in. */
  public void standIn(String owner) throws SQLException {
    try (Connection connection = superuser.open("postgres");
        var statement = connection.createStatement()) {
      if (texts(statement, "select 1 from pg_roles where rolname = " + literal(owner)).isEmpty()) {
        statement.execute("create role " + quoted(owner) + " nologin");
        statement.execute("comment on role " + quoted(owner) + " is " + literal(STAND_IN));
      }
    }
  }

  /** Removes who stood in; does nothing where the role is a real one, or needed still. */
  public void standDown(String owner) throws SQLException {
    try (Connection connection = superuser.open("postgres");
        var statement = connection.createStatement()) {
      String standIn =
          "select 1 from pg_roles where rolname = %s and shobj_description(oid, 'pg_authid') = %s and not exists (select from pg_shdepend where refclassid = 'pg_authid'::regclass and refobjid = pg_roles.oid)"
              .formatted(literal(owner), literal(STAND_IN));
      if (!texts(statement, standIn).isEmpty()) {
        statement.execute("drop role " + quoted(owner));
      }
    }
  }

  /**
   * Gives the database away. What it had of settings and grants of its own goes: those of the
   * environment that it is for, which may hold its secrets, take their place.
   *
   * @param was what came back
   * @param like the database in service of the environment that it is for
   */
  public void toOwnerOf(DatabaseProperties like, String database, Inventory was)
      throws SQLException {
    String from = was.database().owner();
    try (Connection connection = superuser.open(database);
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String sql : statements(statement, from, like.owner())) {
        statement.execute(sql);
      }
      forget(statement, database, was.database());
      connection.commit();
    }
    quiet(database, like.owner());
    new NewDatabase(superuser, database, was.with(like)).applyProperties();
  }

  /** As the owner: tables of his may run his code. */
  private void quiet(String database, String owner) throws SQLException {
    try (var role = RestoringRole.create(superuser, database, owner, List.of(owner));
        Connection connection = role.login().openPinned(database);
        var statement = connection.createStatement()) {
      statement.execute("set role " + quoted(owner));
      statement.execute(QUIET);
    }
  }

  /**
   * {@code reassign owned} also takes databases, which all sessions share: they are given back
   * before anybody sees it.
   */
  private static List<String> statements(Statement statement, String from, String to)
      throws SQLException {
    var all = new ArrayList<String>();
    List<String> others =
        texts(
            statement,
            "select datname from pg_database where datname <> current_database() and pg_get_userbyid(datdba) = "
                + literal(from));
    all.add("reassign owned by " + quoted(from) + " to " + quoted(to));
    others.forEach(each -> all.add("alter database " + quoted(each) + " owner to " + quoted(from)));
    all.addAll(texts(statement, WITHDRAWN_DEFAULTS.formatted(literal(from), literal(to))));
    all.addAll(texts(statement, DEFAULT_PRIVILEGES.formatted(literal(from), literal(to))));
    all.add("drop owned by " + quoted(from));
    return all;
  }

  private static void forget(Statement statement, String database, DatabaseProperties was)
      throws SQLException {
    statement.execute("alter database " + quoted(database) + " reset all");
    for (DatabaseProperties.Setting each : was.settings()) {
      if (each.role().isPresent()) {
        statement.execute(
            "alter role "
                + quoted(each.role().get())
                + " in database "
                + quoted(database)
                + " reset all");
      }
    }
    for (DatabaseProperties.Grant each : was.grants()) {
      if (each.role().isPresent()) {
        statement.execute(
            "revoke all on database " + quoted(database) + " from " + quoted(each.role().get()));
      }
    }
  }

  private static List<String> texts(Statement statement, String query) throws SQLException {
    try (var rows = statement.executeQuery(query)) {
      var texts = new ArrayList<String>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    }
  }
}
