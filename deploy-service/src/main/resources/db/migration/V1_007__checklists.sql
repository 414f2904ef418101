-- What the steps of a deployment do and did; deployments of before have none.
alter table deployment add column checklist text;
alter table deployment add column without_restore_point boolean not null default false;

-- What was backed up before a deployment changed a database.
create table restore_point (
  deployment_id uuid primary key references deployment (id),
  organization_id uuid not null,
  environment_id uuid not null references environment (id),
  database_name text not null,
  -- What served then: restoring the backup brings it back.
  release_id uuid references release (id),
  requested_at timestamptz not null,
  backup_id uuid,
  taken_at timestamptz,
  rows bigint,
  failure text
);
create index restore_point_environment on restore_point (environment_id, taken_at);
select homeport_scope('restore_point');

-- Releases that are kept running, the one that served last first.
alter table environment add column warm_releases text;

-- Whether a rollback goes on although migrations took away what the release may need.
alter table deployment add column despite_schema boolean not null default false;

-- The jobs of a database while a release served it: when it came to serve, and when another took its place. As JSON.
create table release_schedule (
  environment_id uuid not null references environment (id),
  release_id uuid not null references release (id),
  database_name text not null,
  organization_id uuid not null,
  began text,
  ended text,
  replaced_by uuid,
  primary key (environment_id, release_id, database_name)
);
select homeport_scope('release_schedule');
