-- Row security would hide every row from the updates below.
set local homeport.organization = '*';
-- A restore is of a whole database, of one table, a look at what it would change, or a file that somebody took away.
alter table restore add column kind text not null default 'database'
  check (kind in ('database', 'table', 'dry-run', 'download'));
-- Whose backup it is; environment_id says where it goes.
alter table restore add column from_environment_id uuid references environment (id);
update restore set from_environment_id = environment_id;
alter table restore alter column from_environment_id set not null;
alter table restore add column table_name text;
alter table restore add column condition text;
-- Within the database, where only a part is restored.
alter table restore add column side_schema text;
-- What was found out, as JSON.
alter table restore add column outcome text;
create unique index restore_side_schema on restore (environment_id, side_schema);
create index restore_environment on restore (environment_id, id desc);
create index restore_from_environment on restore (from_environment_id, id desc);
