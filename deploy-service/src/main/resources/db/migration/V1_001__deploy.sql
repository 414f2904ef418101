-- What this service knows of apps: it hears of them by events.
create table app (
  id uuid primary key,
  organization_id uuid not null,
  name text not null
);
select homeport_scope('app');

create table spec (
  id uuid primary key,
  organization_id uuid not null,
  app_id uuid not null,
  version int not null,
  state text not null check (state in ('drafted', 'approved', 'rejected')),
  snapshot text,
  archive text,
  decided_by text,
  decided_at timestamptz
);
create index spec_app on spec (app_id, version desc);
select homeport_scope('spec');

create table environment (
  id uuid primary key,
  organization_id uuid not null,
  app_id uuid not null,
  app_name text not null,
  name text not null,
  state text not null check (state in ('provisioning', 'ready', 'failed', 'removing', 'removed')),
  host text not null,
  database_name text not null,
  owner_role text not null,
  keys bytea not null,
  current_release_id uuid,
  previous_release_id uuid,
  version int not null default 0,
  created_by text not null,
  created_at timestamptz not null,
  ready_at timestamptz,
  failure_actor text,
  failure_what text,
  failure_remedy text
);
create unique index environment_name on environment (app_id, name) where state <> 'removed';
create unique index environment_host on environment (host) where state <> 'removed';
select homeport_scope('environment');

-- What a snapshot was built into, so that the same snapshot with the same settings is built once.
create table build (
  id uuid primary key,
  organization_id uuid not null,
  key text not null,
  manifest text not null,
  built_at timestamptz not null,
  unique (organization_id, key)
);
select homeport_scope('build');

create table release (
  id uuid primary key,
  organization_id uuid not null,
  app_id uuid not null,
  number int not null,
  spec_id uuid not null,
  spec_version int not null,
  snapshot text not null,
  runtime text not null,
  manifest text not null,
  created_at timestamptz not null,
  unique (app_id, number),
  unique (spec_id)
);
select homeport_scope('release');

create table deployment (
  id uuid primary key,
  organization_id uuid not null,
  app_id uuid not null,
  environment_id uuid not null references environment (id),
  spec_id uuid,
  release_id uuid references release (id),
  replaced_release_id uuid references release (id),
  replaced_previous_release_id uuid references release (id),
  rollback boolean not null,
  database_name text,
  replaced_database_name text,
  state text not null check (state in ('queued', 'building', 'migrating', 'starting', 'switching', 'live', 'failed')),
  requested_by text not null,
  requested_at timestamptz not null,
  started_at timestamptz,
  switched_at timestamptz,
  ended_at timestamptz,
  migrations text,
  warnings text,
  log text,
  failure_actor text,
  failure_what text,
  failure_remedy text
);
create index deployment_environment on deployment (environment_id, id desc);
create index deployment_open on deployment (environment_id) where state not in ('live', 'failed');
select homeport_scope('deployment');

-- The files of a release as they are published in an environment.
create table site (
  environment_id uuid not null references environment (id),
  release_id uuid not null references release (id),
  organization_id uuid not null,
  manifest text not null,
  primary key (environment_id, release_id)
);
select homeport_scope('site');

-- A process that serves one release in one environment on one database.
create table instance (
  id uuid primary key,
  organization_id uuid not null,
  environment_id uuid not null references environment (id),
  release_id uuid not null references release (id),
  database_name text not null,
  port int not null,
  pid bigint,
  process_started_at timestamptz,
  state text not null check (state in ('running', 'stopped')),
  started_at timestamptz not null,
  stopped_at timestamptz
);
create unique index instance_port on instance (port) where state = 'running';
create unique index instance_place on instance (environment_id, release_id, database_name) where state = 'running';
create index instance_environment on instance (environment_id, started_at desc);
select homeport_scope('instance');
