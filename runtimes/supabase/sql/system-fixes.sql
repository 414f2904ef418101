-- @supabase/lite 0.10.0 writes auth's JSON columns as JSON strings ("{\"full_name\": …}"). Triggers of the app, such as
-- handle_new_user, would read NULL from them: these triggers unwrap the value first. PostgreSQL fires triggers in the
-- order of their names, hence the leading zeros.

create or replace function auth.unwrap_user_metadata() returns trigger language plpgsql set search_path = '' as $$
begin
  if jsonb_typeof(new.raw_user_meta_data) = 'string' then
    new.raw_user_meta_data := (new.raw_user_meta_data #>> '{}')::jsonb;
  end if;
  if jsonb_typeof(new.raw_app_meta_data) = 'string' then
    new.raw_app_meta_data := (new.raw_app_meta_data #>> '{}')::jsonb;
  end if;
  return new;
end
$$;

create or replace function auth.unwrap_identity_data() returns trigger language plpgsql set search_path = '' as $$
begin
  if jsonb_typeof(new.identity_data) = 'string' then
    new.identity_data := (new.identity_data #>> '{}')::jsonb;
  end if;
  return new;
end
$$;

create or replace trigger "00_unwrap_metadata" before insert or update on auth.users
  for each row execute function auth.unwrap_user_metadata();
create or replace trigger "00_unwrap_metadata" before insert or update on auth.identities
  for each row execute function auth.unwrap_identity_data();

-- Columns and tables of Supabase's auth and storage schemas that lite does not have and that migrations, seeds and
-- dumps name. Nothing in this runtime writes them.
alter table auth.users
  alter column id set default gen_random_uuid(),
  add column if not exists instance_id uuid,
  add column if not exists is_super_admin boolean,
  add column if not exists phone_change_token varchar(255) default '';
alter table auth.identities alter column id set default gen_random_uuid();
alter table storage.buckets add column if not exists avif_autodetection boolean default false;

-- Like Supabase's own: the single claim first, then the whole token (lite reads only the former).
create or replace function auth.uid() returns uuid language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.sub', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid
$$;
create or replace function auth.role() returns text language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.role', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role')
$$;
create or replace function auth.email() returns text language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.email', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email')
$$;
