-- before
create table settings (id int primary key, value text);
insert into settings values (1, 'a'), (2, 'b');
-- migration
grant select on settings to authenticated;
