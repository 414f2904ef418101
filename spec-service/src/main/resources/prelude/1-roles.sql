-- What the roles of the runtime's cluster.sql may do in a throwaway database. Run by the superuser.
-- "postgres" is what migrations run as. Unlike on Supabase it may not create roles: before PostgreSQL 16 that right
-- includes granting pg_execute_server_program, and migrations are other people's code.
alter role postgres login inherit;

grant anon, authenticated, service_role to authenticator;
grant anon, authenticated, service_role, supabase_auth_admin, supabase_storage_admin, supabase_realtime_admin,
  supabase_functions_admin to postgres with admin option;
-- As on Supabase. It switches triggers and foreign keys off for a session, no more.
grant set on parameter session_replication_role to postgres;

alter schema public owner to postgres;
grant usage on schema public to anon, authenticated, service_role;
alter default privileges for role postgres in schema public grant all on tables to anon, authenticated, service_role;
alter default privileges for role postgres in schema public grant all on sequences to anon, authenticated, service_role;
alter default privileges for role postgres in schema public grant all on functions to anon, authenticated, service_role;

create schema extensions authorization postgres;
grant usage on schema extensions to public;
create extension pgcrypto schema extensions;
create extension "uuid-ossp" schema extensions;
create extension if not exists moddatetime schema extensions;

create publication supabase_realtime;
do $$
begin
  execute format('grant create, connect, temporary on database %I to postgres', current_database());
  execute format('alter database %I set search_path = "$user", public, extensions', current_database());
  -- Migrations read these; nothing in a throwaway database is reached by them.
  execute format('alter database %I set app.settings.supabase_url = %L', current_database(), 'http://supabase.invalid');
  execute format('alter database %I set app.settings.supabase_anon_key = %L', current_database(), 'anon-key');
  execute format('alter database %I set app.settings.service_role_key = %L', current_database(), 'service-key');
  execute format('alter database %I set app.settings.supabase_service_role_key = %L', current_database(), 'service-key');
  execute format('alter database %I set app.settings.jwt_secret = %L', current_database(), 'jwt-secret');
end $$;
alter publication supabase_realtime owner to postgres;
