-- Row security would hide every row from what follows.
set local homeport.organization = '*';
-- A backup at one destination. Backups are stored to the first one; each other one gets a copy.
create table backup_copy (
  id uuid primary key,
  organization_id uuid not null,
  backup_id uuid not null references backup (id),
  destination text not null,
  state text not null
    check (state in ('pending', 'stored', 'checked', 'missing', 'damaged', 'deleting', 'deleted')),
  stored_at timestamptz,
  -- When every byte of it was read last and was what it was.
  checked_at timestamptz,
  -- When it is to be made, mended or looked for; null where nothing is to be done.
  next_try_at timestamptz,
  failure_what text,
  failure_remedy text,
  deleted_at timestamptz,
  unique (backup_id, destination)
);
create index backup_copy_next_try on backup_copy (next_try_at) where next_try_at is not null;
select homeport_scope('backup_copy');

-- Backups until now are at the one destination that there was.
insert into backup_copy (id, organization_id, backup_id, destination, state, stored_at, checked_at)
select gen_random_uuid(), organization_id, id, 'main',
  case when state = 'verified' then 'checked' when state = 'damaged' then 'damaged' else 'stored' end,
  stored_at, coalesce(checked_at, drilled_at)
from backup
where manifest is not null and expired_at is null and state in ('stored', 'restored', 'verified', 'damaged');

-- An object that no backup needs is deleted, and looked for once more later.
alter table stored_file add column look_again_at timestamptz;
