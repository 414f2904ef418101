-- Where what brings an environment back beside its data was written down, sealed.
create table environment_record (
  environment_id uuid primary key references environment (id),
  organization_id uuid not null,
  record text not null,
  content text not null,
  recorded_at timestamptz not null
);
select homeport_scope('environment_record');

-- Removed environments that are to be there again: a restore waits for each.
create table recovery (
  restore_id uuid primary key,
  organization_id uuid not null,
  environment_id uuid not null,
  app_id uuid not null,
  record text not null,
  requested_at timestamptz not null
);
select homeport_scope('recovery');

-- What is to serve once the data of an environment that was brought back is there.
alter table environment add column recovered_release_id uuid;

-- Environments that are there already are written down once.
set local homeport.organization = '*';
insert into work (id, organization_id, kind, subject, lane, correlation_id)
select gen_random_uuid(), organization_id, 'record', id, 'record ' || id, gen_random_uuid()::text
from environment where state = 'ready';
