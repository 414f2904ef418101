-- Prepares one new environment database. Run by a superuser, connected to that database; running it again changes nothing.
-- Replace {{owner}} by the quoted name of the environment's owner: an existing role with LOGIN that is no superuser and
-- owns the database (create database … owner …). Everything after this file is applied by the owner itself.

-- Only the owner may connect: environments of a cluster cannot see each other.
do $$
begin
  execute 'revoke connect on database ' || pg_catalog.quote_ident(pg_catalog.current_database()::text) || ' from public';
  execute 'alter database ' || pg_catalog.quote_ident(pg_catalog.current_database()::text) || ' set search_path = "$user", public, extensions';
end
$$;

grant anon, authenticated, service_role to {{owner}};

-- Objects that migrations hand to Supabase's own roles stay in the owner's reach. A role named postgres is left out
-- where it is the cluster's superuser.
grant authenticator, dashboard_user, supabase_admin, supabase_auth_admin, supabase_functions_admin,
  supabase_realtime_admin, supabase_storage_admin to {{owner}};
do $$
begin
  if exists (select from pg_catalog.pg_roles where rolname = 'postgres' and not rolsuper) then
    grant postgres to {{owner}};
  end if;
end
$$;

create schema if not exists extensions authorization {{owner}};
grant usage on schema extensions to anon, authenticated, service_role;
create extension if not exists "uuid-ossp" schema extensions;
create extension if not exists pgcrypto schema extensions;

-- Extensions that apps use, that an owner may not create, and that come with PostgreSQL.
do $$
declare
  wanted text;
begin
  foreach wanted in array array['moddatetime', 'pg_stat_statements', 'vector'] loop
    if exists (select from pg_catalog.pg_available_extensions where name = wanted) then
      execute 'create extension if not exists ' || pg_catalog.quote_ident(wanted) || ' schema extensions';
    end if;
  end loop;
end
$$;

alter schema public owner to {{owner}};
revoke create on schema public from public;
grant usage on schema public to anon, authenticated, service_role;
grant usage, create on schema public, extensions to postgres, supabase_admin;

-- As on Supabase: what the owner creates in public is reachable by requests, and row security decides.
alter default privileges for role {{owner}} in schema public
  grant all on tables to postgres, anon, authenticated, service_role;
alter default privileges for role {{owner}} in schema public
  grant all on sequences to postgres, anon, authenticated, service_role;
alter default privileges for role {{owner}} in schema public
  grant all on functions to postgres, anon, authenticated, service_role;

set role {{owner}};
do $$
begin
  if not exists (select from pg_catalog.pg_publication where pubname = 'supabase_realtime') then
    create publication supabase_realtime;
  end if;
end
$$;
reset role;
