-- The data key of a stored object as it was wrapped last, since what is stored never changes: where there is no row, its
-- header has it.
create table object_key (
  object text primary key,
  master_key text not null,
  sealed bytea not null
);
