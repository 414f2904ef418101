-- Row security would hide every row from the statements below.
set local homeport.organization = '*';
-- A backup may be of an environment's database as it was at a moment.
alter table backup drop constraint backup_reason_check;
alter table backup add constraint backup_reason_check
  check (reason in ('first', 'scheduled', 'manual', 'deployment', 'moment'));
alter table backup add column moment timestamptz;
alter table restore add column moment timestamptz;

-- Which database an environment worked on from when on: a restore that was put into service gave it another one.
create table served_database (
  id uuid primary key,
  organization_id uuid not null,
  environment_id uuid not null references environment (id),
  database text not null,
  since timestamptz not null
);
create index served_database_environment on served_database (environment_id, since);
insert into served_database (id, organization_id, environment_id, database, since)
select gen_random_uuid(), organization_id, id, database, ready_at from environment;
select homeport_scope('served_database');
