-- Stand-in for the extension supabase_vault: same view and functions. Secrets are NOT encrypted in the database; who
-- may read them is the owner and service_role, and copies of the database (backups) must be encrypted.
create schema if not exists vault;
grant usage on schema vault to service_role;

create table if not exists vault.secrets (
  id uuid primary key default gen_random_uuid(),
  name text unique,
  description text not null default '',
  secret text not null,
  key_id uuid,
  nonce bytea,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create or replace view vault.decrypted_secrets as
  select id, name, description, secret, secret as decrypted_secret, key_id, nonce, created_at, updated_at
  from vault.secrets;

create or replace function vault.create_secret(
  new_secret text, new_name text default null, new_description text default '', new_key_id uuid default null)
returns uuid language sql security definer set search_path = '' as $$
  insert into vault.secrets (secret, name, description) values ($1, $2, $3) returning id
$$;

create or replace function vault.update_secret(
  secret_id uuid, new_secret text default null, new_name text default null, new_description text default null,
  new_key_id uuid default null)
returns void language sql security definer set search_path = '' as $$
  update vault.secrets s set
    secret = coalesce($2, s.secret),
    name = coalesce($3, s.name),
    description = coalesce($4, s.description),
    updated_at = pg_catalog.now()
  where s.id = $1
$$;

revoke all on all functions in schema vault from public;
grant execute on all functions in schema vault to service_role;
grant select, delete on vault.secrets, vault.decrypted_secrets to service_role;
