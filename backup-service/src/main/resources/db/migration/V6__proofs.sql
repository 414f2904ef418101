-- Row security would hide every row from the updates below.
set local homeport.organization = '*';
-- The key with which the installation signs reports: one, its private part sealed under the master key.
create table signing_key (
  installation boolean primary key default true check (installation),
  public_key bytea not null,
  master_key text not null,
  private_key bytea not null
);

-- The signed report as JSON, and the object that holds it beside the backup for as long as there is this row.
alter table backup add column proof text;
alter table backup add column proof_object text;

-- Kept backups are read again, and the newest drilled again: storage forgets.
alter table backup drop constraint backup_state_check;
alter table backup add constraint backup_state_check
  check (state in ('queued', 'taken', 'stored', 'restored', 'verified', 'failed', 'damaged', 'expired'));
alter table backup
  add column checked_at timestamptz,
  add column next_check_at timestamptz,
  add column drilled_at timestamptz;
update backup set drilled_at = ended_at, next_check_at = ended_at + interval '7 days'
where state = 'verified' and expired_at is null;
create index backup_next_check on backup (next_check_at) where next_check_at is not null and expired_at is null;
