package io.homeport.backup.inventory;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads from the system catalogue what a database is beside its rows. */
final class Catalogue {

  private static final String PROPERTIES =
      """
      select datname, pg_get_userbyid(datdba) as owner, pg_encoding_to_char(encoding) as encoding,
        datcollate, datctype,
        case to_jsonb(d) ->> 'datlocprovider' when 'i' then
          coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale') end as icu_locale
      from pg_database d where datname = current_database()
      """;
  private static final String SETTINGS =
      """
      select case s.setrole when 0 then null else pg_get_userbyid(s.setrole) end as role, setting
      from pg_db_role_setting s
      join pg_database d on d.oid = s.setdatabase and d.datname = current_database()
      cross join unnest(s.setconfig) setting order by 1, 2
      """;
  private static final String GRANTS =
      """
      select case g.grantee when 0 then null else pg_get_userbyid(g.grantee) end as role,
        g.privilege_type, g.is_grantable
      from pg_database d cross join aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) g
      where d.datname = current_database()
        and not starts_with(pg_get_userbyid(g.grantee), 'homeport_reading_')
      order by 1, 2
      """;
  private static final String SUPERUSER = "select rolname from pg_roles where oid = 10";

  private final Connection connection;

  Catalogue(Connection connection) {
    this.connection = connection;
  }

  List<CatalogueEntry> entries() throws SQLException {
    return list(
        SqlText.of("catalogue.sql"),
        row -> new CatalogueEntry(row.getString(1), row.getString(2), row.getString(3)));
  }

  List<Role> roles() throws SQLException {
    return list(
        SqlText.of("roles.sql"),
        row ->
            new Role(
                row.getString("rolname"),
                row.getBoolean("owner"),
                row.getBoolean("rolsuper"),
                row.getBoolean("rolinherit"),
                row.getBoolean("rolbypassrls"),
                Arrays.asList((String[]) row.getArray("member_of").getArray())));
  }

  String superuser() throws SQLException {
    return list(SUPERUSER, row -> row.getString(1)).getFirst();
  }

  DatabaseProperties properties() throws SQLException {
    var settings = list(SETTINGS, row -> setting(row.getString(1), row.getString(2)));
    var grants =
        list(
            GRANTS,
            row ->
                new DatabaseProperties.Grant(
                    Optional.ofNullable(row.getString(1)), row.getString(2), row.getBoolean(3)));
    return list(
            PROPERTIES,
            row ->
                new DatabaseProperties(
                    row.getString("datname"),
                    row.getString("owner"),
                    row.getString("encoding"),
                    row.getString("datcollate"),
                    row.getString("datctype"),
                    Optional.ofNullable(row.getString("icu_locale")),
                    settings,
                    grants))
        .getFirst();
  }

  /** Every sequence: where it stands and whether that value was given out. */
  List<SequencePosition> sequences() throws SQLException {
    List<String> names =
        list(
            """
            select format('%I.%I', n.nspname, c.relname)
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind = 'S' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
              and not exists (select from pg_depend d
                where d.deptype = 'e' and d.classid = 'pg_class'::regclass and d.objid = c.oid)
            order by 1
            """,
            row -> row.getString(1));
    var positions = new ArrayList<SequencePosition>();
    for (String name : names) {
      positions.addAll(
          list(
              "select last_value, is_called from " + name,
              row -> {
                long value = row.getLong(1);
                boolean called = row.getBoolean(2);
                return new SequencePosition(name, value, called, value, called);
              }));
    }
    return positions;
  }

  private static DatabaseProperties.Setting setting(@Nullable String role, String keyAndValue) {
    int equals = keyAndValue.indexOf('=');
    return new DatabaseProperties.Setting(
        Optional.ofNullable(role),
        keyAndValue.substring(0, equals),
        keyAndValue.substring(equals + 1));
  }

  private interface Reading<T> {
    T read(ResultSet row) throws SQLException;
  }

  private <T> List<T> list(String query, Reading<T> reading) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      var all = new ArrayList<T>();
      while (rows.next()) {
        all.add(reading.read(rows));
      }
      return all;
    }
  }
}
