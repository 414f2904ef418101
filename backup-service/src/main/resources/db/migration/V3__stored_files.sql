-- Which object holds which content of an environment's stored files: an index, so that what is stored already is not
-- stored again. Backups from the first to the last, in the order of their ids, may need it.
create table stored_file (
  object text primary key,
  organization_id uuid not null,
  environment_id uuid not null references environment (id),
  content text not null,
  first_backup uuid not null,
  last_backup uuid not null,
  -- When no backup needed it any more: nothing new builds on it, and it is about to be deleted.
  unwanted_at timestamptz
);
create unique index stored_file_content on stored_file (environment_id, content) where unwanted_at is null;
create index stored_file_unwanted on stored_file (unwanted_at) where unwanted_at is not null;
select homeport_scope('stored_file');
