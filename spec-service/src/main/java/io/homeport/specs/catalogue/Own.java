package io.homeport.specs.catalogue;

/** Conditions that keep what the app made and leave out what was there before. */
final class Own {

  private static final String NOT_OURS =
      "('auth', 'storage', 'cron', 'net', 'vault', 'pgmq', 'realtime', 'supabase_functions',"
          + " 'graphql_public', 'graphql', 'supabase_migrations', 'extensions', 'information_schema',"
          + " 'pg_catalog', 'pg_toast')";

  /** For queries that name {@code pg_namespace} n. */
  static final String SCHEMA = schema("n.nspname");

  private Own() {}

  static String schema(String column) {
    return "(%s not in %s and %s not like 'pg\\_temp%%' and %s not like 'pg\\_toast%%')"
        .formatted(column, NOT_OURS, column, column);
  }

  static String relation(String classAlias, String namespaceAlias) {
    return schema(namespaceAlias + ".nspname")
        + " and "
        + notOfExtension("pg_class", classAlias + ".oid")
        + " and not "
        + classAlias
        + ".relispartition";
  }

  static String notOfExtension(String catalog, String oid) {
    return ("not exists (select 1 from pg_depend d where d.classid = '%s'::regclass and d.objid = %s"
            + " and d.deptype = 'e')")
        .formatted(catalog, oid);
  }

  static String notOfPrelude(String owner) {
    return "%s <> (select oid from pg_roles where rolname = 'supabase_admin')".formatted(owner);
  }
}
