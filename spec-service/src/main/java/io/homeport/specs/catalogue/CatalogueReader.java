package io.homeport.specs.catalogue;

import static io.homeport.specs.catalogue.Rows.list;
import static io.homeport.specs.catalogue.Rows.relation;

import io.homeport.specs.catalogue.Catalogue.Bucket;
import io.homeport.specs.catalogue.Catalogue.CronJob;
import io.homeport.specs.catalogue.Catalogue.EnumType;
import io.homeport.specs.catalogue.Catalogue.Function;
import io.homeport.specs.catalogue.Catalogue.Grant;
import io.homeport.specs.catalogue.Catalogue.Policy;
import io.homeport.specs.catalogue.Catalogue.PolicyCommand;
import io.homeport.specs.catalogue.Catalogue.Relation;
import io.homeport.specs.catalogue.Catalogue.Trigger;
import io.homeport.specs.catalogue.Catalogue.View;
import io.homeport.specs.catalogue.Catalogue.Volatility;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/**
 * Reads a catalogue from the system tables of PostgreSQL. What a view of {@code information_schema}
 * hides from a role that lacks rights is seen here.
 *
 * @see <a href="https://www.postgresql.org/docs/current/catalogs.html">System catalogs</a>
 */
public final class CatalogueReader {

  private final Rows rows;

  private CatalogueReader(Rows rows) {
    this.rows = rows;
  }

  /** Reads everything on a connection of the role that the migrations ran as. */
  public static Catalogue read(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("discard all");
      // Built-in names come first, whatever the migrations have put into "public".
      statement.execute("set search_path = pg_catalog, public, extensions");
      statement.execute("set statement_timeout = '30s'");
    }
    var rows = new Rows(connection);
    return new CatalogueReader(rows).read(new TableReader(rows));
  }

  private Catalogue read(TableReader tables) throws SQLException {
    return new Catalogue(
        tables.tables(),
        views(tables),
        enums(),
        functions(),
        triggers(),
        policies(),
        grants(),
        published(),
        buckets(),
        cronJobs(),
        rows.of("select queue_name from pgmq.meta order by 1", row -> row.getString("queue_name")),
        rows.of(
            "select extname from pg_extension where extname not in ('plpgsql', 'pgcrypto',"
                + " 'uuid-ossp', 'moddatetime') order by 1",
            row -> row.getString("extname")));
  }

  private List<View> views(TableReader tables) throws SQLException {
    return rows.of(
        """
        select c.oid, n.nspname as schema, c.relname as relation, c.relkind = 'm' as materialized,
          coalesce((select option_value::boolean from pg_options_to_table(c.reloptions)
            where option_name = 'security_invoker'), false) as invoker,
          pg_get_viewdef(c.oid) as definition
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('v', 'm') and %s
        order by 2, 3
        """
            .formatted(Own.relation("c", "n")),
        row ->
            new View(
                relation(row),
                row.getBoolean("materialized"),
                row.getBoolean("invoker"),
                tables.columns(row.getLong("oid")),
                row.getString("definition").strip()));
  }

  private List<EnumType> enums() throws SQLException {
    return rows.of(
        """
        select n.nspname as schema, t.typname as relation,
          array_agg(e.enumlabel::text order by e.enumsortorder) as labels
        from pg_type t join pg_namespace n on n.oid = t.typnamespace join pg_enum e on e.enumtypid = t.oid
        where %s
        group by 1, 2 order by 1, 2
        """
            .formatted(Own.SCHEMA),
        row -> new EnumType(relation(row), list(row, "labels")));
  }

  private List<Function> functions() throws SQLException {
    return rows.of(
        """
        select n.nspname as schema, p.proname as relation, pg_get_function_identity_arguments(p.oid) as arguments,
          coalesce(pg_get_function_result(p.oid), 'void') as returns, l.lanname as language, p.prosecdef as definer,
          (select substr(setting, length('search_path=') + 1) from unnest(p.proconfig) setting
            where setting like 'search\\_path=%%') as search_path,
          p.provolatile::text as volatility,
          coalesce(pg_get_function_sqlbody(p.oid), p.prosrc) as body,
          array_remove(array[
            case when has_function_privilege('anon', p.oid, 'execute') then 'anon' end,
            case when has_function_privilege('authenticated', p.oid, 'execute') then 'authenticated' end,
            case when has_function_privilege('service_role', p.oid, 'execute') then 'service_role' end], null) as callers
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_language l on l.oid = p.prolang
        where p.prokind in ('f', 'p') and %s and %s and %s
        order by 1, 2, 3
        """
            .formatted(
                Own.SCHEMA, Own.notOfExtension("pg_proc", "p.oid"), Own.notOfPrelude("p.proowner")),
        row ->
            new Function(
                relation(row),
                row.getString("arguments"),
                row.getString("returns"),
                row.getString("language"),
                row.getBoolean("definer"),
                row.getString("search_path"),
                volatility(row.getString("volatility")),
                row.getString("body"),
                Set.copyOf(list(row, "callers"))));
  }

  private List<Trigger> triggers() throws SQLException {
    return rows.of(
        """
        select n.nspname as schema, c.relname as relation, t.tgname as name,
          case when t.tgtype & 2 > 0 then 'BEFORE' when t.tgtype & 64 > 0 then 'INSTEAD OF' else 'AFTER' end as timing,
          array_remove(array[
            case when t.tgtype & 4 > 0 then 'INSERT' end, case when t.tgtype & 16 > 0 then 'UPDATE' end,
            case when t.tgtype & 8 > 0 then 'DELETE' end, case when t.tgtype & 32 > 0 then 'TRUNCATE' end], null) as events,
          fn.nspname as function_schema, f.proname as function_name
        from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
          join pg_proc f on f.oid = t.tgfoid join pg_namespace fn on fn.oid = f.pronamespace
        where not t.tgisinternal and (%s or n.nspname in ('auth', 'storage'))
        order by 1, 2, 3
        """
            .formatted(Own.SCHEMA),
        row ->
            new Trigger(
                relation(row),
                row.getString("name"),
                row.getString("timing"),
                list(row, "events"),
                new Relation(row.getString("function_schema"), row.getString("function_name"))));
  }

  private List<Policy> policies() throws SQLException {
    return rows.of(
        """
        select schemaname as schema, tablename as relation, policyname as name, cmd as command,
          permissive = 'PERMISSIVE' as permissive, roles::text[] as roles, qual, with_check
        from pg_policies where %s or schemaname = 'storage'
        order by 1, 2, 3
        """
            .formatted(Own.schema("schemaname")),
        row ->
            new Policy(
                relation(row),
                row.getString("name"),
                PolicyCommand.valueOf(row.getString("command")),
                row.getBoolean("permissive"),
                list(row, "roles"),
                row.getString("qual"),
                row.getString("with_check")));
  }

  private List<Grant> grants() throws SQLException {
    return rows.of(
        """
        select n.nspname as schema, c.relname as relation, r.rolname as role,
          array(select p from unnest(array['SELECT', 'INSERT', 'UPDATE']) p
                  where has_any_column_privilege(r.oid, c.oid, p)
                union all
                select 'DELETE' where has_table_privilege(r.oid, c.oid, 'DELETE')) as privileges
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
          cross join (select oid, rolname from pg_roles where rolname in ('anon', 'authenticated', 'service_role')) r
        where c.relkind in ('r', 'p', 'v', 'm') and has_schema_privilege(r.oid, n.oid, 'USAGE') and %s
        order by 1, 2, 3
        """
            .formatted(Own.relation("c", "n")),
        row ->
            new Grant(relation(row), row.getString("role"), Set.copyOf(list(row, "privileges"))));
  }

  private List<Relation> published() throws SQLException {
    return rows.of(
        "select schemaname as schema, tablename as relation from pg_publication_tables"
            + " where pubname = 'supabase_realtime' and %s order by 1, 2"
                .formatted(Own.schema("schemaname")),
        Rows::relation);
  }

  private List<Bucket> buckets() throws SQLException {
    return rows.of(
        "select id, public, file_size_limit, allowed_mime_types from storage.buckets order by id",
        row -> {
          long limit = row.getLong("file_size_limit");
          return new Bucket(
              row.getString("id"),
              row.getBoolean("public"),
              limit == 0 ? null : limit,
              list(row, "allowed_mime_types"));
        });
  }

  private List<CronJob> cronJobs() throws SQLException {
    return rows.of(
        "select coalesce(jobname, 'job ' || jobid) as name, schedule, command from cron.job"
            + " where active order by 1",
        row ->
            new CronJob(
                row.getString("name"), row.getString("schedule"), row.getString("command")));
  }

  private static Volatility volatility(String code) {
    return switch (code) {
      case "i" -> Volatility.IMMUTABLE;
      case "s" -> Volatility.STABLE;
      default -> Volatility.VOLATILE;
    };
  }
}
