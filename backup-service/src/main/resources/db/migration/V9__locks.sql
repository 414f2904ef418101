-- Until when the destination of a copy itself lets nobody delete it.
alter table backup_copy add column locked_until timestamptz;
