-- The schema that a release was made for: the versions of its migrations, one line each in the order in which they apply,
-- and a digest of their names and texts. Releases made before this was kept have none.
alter table release add column migrations text;
alter table release add column migrations_digest text;

-- What was taken away from a database by migrations: releases without that migration may miss it. The database itself keeps
-- the same list, which moves with its backups; this is the copy that can be asked while a rollback is decided.
create table contraction (
  id uuid primary key,
  organization_id uuid not null,
  environment_id uuid not null references environment (id),
  database_name text not null,
  migration text not null,
  what text not null,
  recorded_at timestamptz not null,
  unique (environment_id, database_name, migration, what)
);
select homeport_scope('contraction');
