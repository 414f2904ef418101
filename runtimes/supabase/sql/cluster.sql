-- Roles every environment of the cluster shares. Run by a superuser, once per cluster; running it again changes nothing.
--
-- Roles are global in PostgreSQL, so environments share them; what keeps environments apart is that nobody but the
-- owner may connect to an environment's database (database.sql). None of these roles can log in or owns anything
-- outside an environment's database. Requires PostgreSQL 15: before it, a role could grant membership in itself.

do $$
declare
  shared_role text;
begin
  foreach shared_role in array array[
    -- what a request runs as
    'anon', 'authenticated',
    -- names that migrations written for Supabase mention in grants and policies
    'authenticator', 'dashboard_user', 'pgbouncer', 'supabase_auth_admin', 'supabase_functions_admin',
    'supabase_read_only_user', 'supabase_realtime_admin', 'supabase_replication_admin', 'supabase_storage_admin'
  ] loop
    if not exists (select from pg_catalog.pg_roles where rolname = shared_role) then
      execute 'create role ' || quote_ident(shared_role) || ' nologin noinherit';
    end if;
  end loop;
  -- read and write past row security: the service key, and the roles that own an app's objects on Supabase
  foreach shared_role in array array['service_role', 'postgres', 'supabase_admin'] loop
    if not exists (select from pg_catalog.pg_roles where rolname = shared_role) then
      execute 'create role ' || quote_ident(shared_role) || ' nologin noinherit bypassrls';
    end if;
  end loop;
end
$$;
