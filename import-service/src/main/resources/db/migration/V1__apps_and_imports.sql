create table app (
  id uuid primary key,
  organization_id uuid not null,
  name text not null,
  builder text not null default 'unknown',
  created_by text not null,
  created_at timestamptz not null,
  unique (organization_id, name)
);
select homeport_scope('app');

create table import (
  id uuid primary key,
  organization_id uuid not null,
  app_id uuid not null references app (id),
  state text not null check (state in ('requested', 'completed', 'failed')),
  source_kind text not null check (source_kind in ('git', 'archive')),
  source text not null,
  source_ref text,
  commit_id text,
  requested_by text not null,
  requested_at timestamptz not null,
  ended_at timestamptz,
  snapshot text,
  archive text,
  files int,
  bytes bigint,
  builder text,
  evidence text,
  warnings text,
  failure_actor text,
  failure_what text,
  failure_remedy text
);
create index import_app on import (app_id, id desc);
select homeport_scope('import');
