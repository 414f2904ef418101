-- finds: add-trigger
-- before
create table settings (id int primary key, value text);
insert into settings values (1, 'a'), (2, 'b');
create function keep() returns trigger language plpgsql as 'begin return new; end';
-- migration
create trigger keep before update on settings for each row execute function keep();
