-- before
-- migration
create table a (id bigint primary key, note text);
create index on a (note);
alter table a alter column note set not null;
alter table a add constraint a_note unique (note);
alter table a enable row level security;
create policy p on a using (true);
grant select on a to anon;
