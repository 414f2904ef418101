-- An app's database with something of everything that a restore has got wrong somewhere.
create schema extensions;
create extension pgcrypto schema extensions;
create extension citext schema extensions;
grant usage on schema extensions to anon, authenticated;
alter schema public owner to app_owner;
grant anon, authenticated to app_owner;
grant create on database current_database_name to app_owner;
alter database current_database_name set app.jwt_secret = 'quite-secret';
alter database current_database_name set search_path = public, extensions;
alter role authenticated in database current_database_name set statement_timeout = '8s';

set role app_owner;
set search_path = public, extensions;
alter default privileges in schema public grant select on tables to anon;
create schema auth;
create type public.mood as enum ('sad', 'ok', 'happy');
create type public.address as (street text, number int, at point);
create domain public.short_text as text check (length(value) < 200);
create type public.price_range as range (subtype = numeric);
create collation public.folded (provider = icu, locale = 'und-u-ks-level2', deterministic = false);

create function public.slug(text) returns text language sql immutable strict
  as $$ select pg_catalog.lower(pg_catalog.replace($1, ' ', '-')) $$;
create function public.is_admin(who uuid) returns boolean language plpgsql stable security definer set search_path = ''
  as $$ begin return exists (select from public.roles r where r.user_id = who and r.role = 'admin'); end $$;
create procedure public.nothing() language plpgsql as $$ begin null; end $$;
create aggregate public.product(numeric) (sfunc = pg_catalog.numeric_mul, stype = numeric, initcond = '1');

create table auth.users (id uuid primary key default gen_random_uuid(), email citext not null unique, password text);
create table public.roles (user_id uuid references auth.users on delete cascade, role text not null, primary key (user_id, role));
create table public.workshops (
  id bigint generated always as identity primary key,
  title short_text not null,
  slug text generated always as (public.slug(title)) stored,
  mood mood not null default 'ok',
  price numeric(12, 4),
  weight double precision,
  ratio real,
  tags text[] not null default '{}',
  grid int[][],
  details jsonb,
  raw json,
  picture bytea,
  place point,
  area box,
  home address,
  span price_range,
  note xml,
  nickname char(8),
  folded text collate public.folded,
  lasts interval,
  starts timestamptz,
  host inet,
  words tsvector,
  "odd ""name" text,
  constraint price_positive check (price >= 0)
);
create table public.bookings (
  id serial primary key,
  workshop_id bigint not null references public.workshops,
  user_id uuid references auth.users,
  seats int not null default 1,
  booked_at timestamptz not null default now()
);
alter table public.bookings add constraint seats_sane check (seats between 1 and 20) not valid;
comment on table public.bookings is 'Who comes, and how many.';
comment on column public.bookings.seats is 'At least one.';
create index bookings_by_workshop on public.bookings (workshop_id) include (seats);
create unique index workshops_by_slug on public.workshops (public.slug(title)) where mood <> 'sad';
create statistics public.bookings_stats (dependencies) on workshop_id, user_id from public.bookings;
create table public.events (at date not null, what text) partition by range (at);
create table public.events_2025 partition of public.events for values from ('2025-01-01') to ('2026-01-01');
create table public.events_rest partition of public.events default;
create unlogged table public.cache (key text primary key, value text);
create table public.nothing_in_it ();
create sequence public.tickets start 1000 increment 5;
create view public.busy with (security_invoker = true) as
  select w.title, count(*) as bookings from public.workshops w join public.bookings b on b.workshop_id = w.id group by 1;
create materialized view public.totals as select workshop_id, sum(seats) as seats from public.bookings group by 1;
create rule no_delete as on delete to public.cache do instead nothing;

create function public.stamp() returns trigger language plpgsql as $$ begin new.booked_at := coalesce(new.booked_at, now()); return new; end $$;
create trigger stamp_bookings before insert on public.bookings for each row execute function public.stamp();
alter table public.bookings enable row level security;
alter table public.roles enable row level security;
create policy bookings_select on public.bookings for select to authenticated using (user_id is not null);
create policy bookings_insert on public.bookings for insert to authenticated with check (seats > 0);
create policy guests on public.bookings as restrictive for all to anon using (false);
grant select, insert on public.bookings to authenticated;
grant select on public.workshops to anon, authenticated;
grant update (title) on public.workshops to authenticated;
revoke execute on function public.is_admin(uuid) from public;
grant execute on function public.is_admin(uuid) to authenticated;
grant usage on type public.mood to anon;
create publication live for table public.bookings where (seats > 0);
create operator public.=== (leftarg = text, rightarg = text, function = pg_catalog.texteq);

insert into auth.users (email, password) select 'user' || n || '@example.org', crypt('secret', gen_salt('bf', 4)) from generate_series(1, 40) n;
insert into public.roles select id, case when email = 'user1@example.org' then 'admin' else 'member' end from auth.users;
insert into public.workshops (title, mood, price, weight, ratio, tags, grid, details, raw, picture, place, area, home, span, note, nickname, folded, lasts, starts, host, words, "odd ""name")
  select 'Workshop ' || n, (array['sad', 'ok', 'happy'])[1 + n % 3]::mood, n * 1.2500, n / 7.0, n / 3.0, array['tag ' || n, null],
    case when n % 2 = 0 then array[[1, 2], [3, n]] end, jsonb_build_object('n', n * 1.10, 'list', jsonb_build_array(1, null, 'ü')),
    '{"b":1, "a":2}', decode(lpad(to_hex(n), 6, '0'), 'hex'), point(n, -n), box(point(0, 0), point(n, n)), row('Street ' || n, n, point(1, 2))::address,
    price_range(n, n + 10.50), xmlparse(content '<a>' || n || '</a>'), 'nick' || n, case n % 2 when 0 then 'ABC' else 'abc' end,
    make_interval(months => n), timestamptz '2025-03-30 01:30:00+00' + make_interval(hours => n), '10.0.0.1', to_tsvector('simple', 'word ' || n),
    case when n % 5 = 0 then repeat('long text ', 2000) end
  from generate_series(1, 60) n;
insert into public.workshops (title, price, weight) values ('Edge', 'NaN', '-0'), ('Endless', null, 'Infinity');
insert into public.bookings (workshop_id, user_id, seats)
  select 1 + n % 60, (select id from auth.users order by email offset n % 40 limit 1), 1 + n % 4 from generate_series(1, 500) n;
insert into public.events select date '2024-06-01' + n, 'event ' || n from generate_series(1, 800) n;
insert into public.cache select n::text, md5(n::text) from generate_series(1, 30) n;
select lo_from_bytea(0, 'a large object'::bytea);
select nextval('public.tickets'), nextval('public.tickets');
refresh materialized view public.totals;
alter table public.bookings force row level security;
reset role;
