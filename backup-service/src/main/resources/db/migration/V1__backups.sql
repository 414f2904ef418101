-- An environment as deploy-service announced it, and the policy its backups follow.
create table environment (
  id uuid primary key,
  organization_id uuid not null,
  app_id uuid not null,
  app_name text not null,
  name text not null,
  database text not null,
  ready_at timestamptz not null,
  -- When a deployment first went live: from then on there is something to back up.
  live_at timestamptz,
  removed_at timestamptz,
  restores int not null default 0,
  daily_at time not null,
  keep_days int not null,
  paused boolean not null default false,
  policy_version int not null default 1,
  policy_changed_at timestamptz not null
);
create index environment_app on environment (app_id);
select homeport_scope('environment');

create table backup (
  id uuid primary key,
  organization_id uuid not null,
  environment_id uuid not null references environment (id),
  app_id uuid not null,
  state text not null check (state in ('queued', 'taken', 'stored', 'restored', 'verified', 'failed', 'expired')),
  reason text not null check (reason in ('first', 'scheduled', 'manual')),
  -- The moment of the schedule it was taken for: one backup for each, however many schedulers there are.
  slot timestamptz,
  requested_by text,
  requested_at timestamptz not null,
  taken_at timestamptz,
  archive text,
  archive_bytes bigint,
  manifest text,
  tables int,
  rows bigint,
  stored_at timestamptz,
  restored_at timestamptz,
  recovery_millis bigint,
  ended_at timestamptz,
  failure_actor text,
  failure_what text,
  failure_remedy text,
  report text,
  -- When its objects were to be deleted, and when they were.
  expired_at timestamptz,
  deleted_at timestamptz,
  unique (environment_id, slot)
);
create index backup_environment on backup (environment_id, id desc);
create index backup_app on backup (app_id, id desc);
create index backup_to_delete on backup (expired_at) where expired_at is not null and deleted_at is null;
select homeport_scope('backup');

create table restore (
  id uuid primary key,
  organization_id uuid not null,
  backup_id uuid not null references backup (id),
  environment_id uuid not null references environment (id),
  app_id uuid not null,
  state text not null check (state in ('requested', 'completed', 'failed')),
  database text not null,
  promote boolean not null,
  requested_by text not null,
  requested_at timestamptz not null,
  ended_at timestamptz,
  failure_actor text,
  failure_what text,
  failure_remedy text
);
create index restore_backup on restore (backup_id, id desc);
select homeport_scope('restore');
