-- before
create function keep() returns trigger language plpgsql as 'begin return new; end';
-- migration
create table a (id int);
create trigger keep before update on a for each row execute function keep();
