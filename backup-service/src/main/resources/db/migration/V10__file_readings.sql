-- When a stored file was last read whole at a destination other than the first: many backups share it.
create table file_reading (
  object text not null,
  destination text not null,
  organization_id uuid not null,
  read_at timestamptz not null,
  primary key (object, destination)
);
select homeport_scope('file_reading');
