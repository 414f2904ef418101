-- before
create table settings (id int primary key, value text);
insert into settings values (1, 'a'), (2, 'b');
-- migration
insert into settings values (3, 'c') on conflict do nothing;
