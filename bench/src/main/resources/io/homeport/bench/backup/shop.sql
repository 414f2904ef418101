-- Rows as apps have them: ids and hashes that do not compress, texts of words, documents that are alike.
-- {{users}} and {{orders}} are how many there are; two events for each order.
create function word() returns text language sql volatile as $$
  select (array['amber','basin','candle','delta','ember','fable','garden','harbor','island','jasmine','kettle','lantern','meadow',
    'nectar','orchard','pebble','quarry','ribbon','saddle','timber','umbrella','velvet','willow','yarrow','zephyr','anchor','bramble',
    'cobalt','drizzle','elm','feather','granite','hollow','indigo','juniper','kiln','linen','marble','needle','opal','parcel','quill',
    'raven','sparrow','thistle','upland','violet','walnut','yonder','zinc','arrives','before','carries','does','every','follows',
    'goes','holds','inside','joins','keeps','leaves','makes','never','often','puts','quite','rests','slowly','turns','under','very',
    'while','yet','almost','beside','closely','down','early','further','gently','here','instead','just','kindly','later','mostly',
    'nearby','once','perhaps','rarely','still','then','until','well','within'])[1 + floor(random() * 96)::int]
$$;
create table public.sentences as
  select n, (select string_agg(word(), ' ') from generate_series(1, 6 + n % 9) where n = n) as text from generate_series(1, 20000) n;
create unique index on public.sentences (n);

create table public.users (
  id uuid primary key,
  number bigint generated always as identity,
  email text not null,
  password_hash text not null,
  profile jsonb not null,
  seen_at timestamptz,
  created_at timestamptz not null);
insert into public.users (id, email, password_hash, profile, created_at)
  select gen_random_uuid(), 'person' || n || '@example.com',
    '$2a$10$' || translate(substr(encode(sha256((n || random()::text)::bytea), 'base64') || encode(sha256(random()::text::bytea), 'base64'), 1, 53), '+=', './'),
    jsonb_build_object('full_name', initcap(word()) || ' ' || initcap(word()), 'avatar', gen_random_uuid(), 'city', word(),
      'settings', jsonb_build_object('theme', (array['light','dark'])[1 + n % 2], 'mails', n % 3 = 0), 'points', (random() * 10000)::int),
    timestamptz '2025-01-01' + n * interval '11 seconds'
  from generate_series(1, {{users}}) n;
create unique index on public.users (number);
create unique index on public.users (email);

create table public.orders (
  id uuid primary key,
  user_id uuid not null references public.users (id),
  status text not null,
  note text,
  details jsonb not null,
  total numeric(12, 2) not null,
  created_at timestamptz not null);
insert into public.orders
  select gen_random_uuid(), u.id, (array['open','paid','sent','done','returned'])[1 + i % 5], a.text || '. ' || b.text,
    jsonb_build_object('lines', jsonb_build_array(
        jsonb_build_object('sku', upper(substr(md5(random()::text), 1, 8)), 'quantity', 1 + i % 4, 'price', round((random() * 90)::numeric, 2)),
        jsonb_build_object('sku', upper(substr(md5(random()::text), 1, 8)), 'quantity', 1, 'price', round((random() * 90)::numeric, 2))),
      'address', jsonb_build_object('street', word() || ' ' || (i % 200), 'postcode', 10000 + i % 89999), 'gift', i % 9 = 0),
    round((random() * 400)::numeric, 2), timestamptz '2025-02-01' + i * interval '3 seconds'
  from generate_series(1, {{orders}}) g (i)
  join public.users u on u.number = 1 + (i::bigint * 7919) % {{users}}
  join public.sentences a on a.n = 1 + (i::bigint * 31) % 20000
  join public.sentences b on b.n = 1 + (i::bigint * 17 + 5) % 20000;
create index on public.orders (user_id);

create table public.events (
  id bigint generated always as identity primary key,
  order_id uuid not null references public.orders (id),
  kind text not null,
  payload jsonb not null,
  at timestamptz not null);
insert into public.events (order_id, kind, payload, at)
  select o.id, (array['viewed','changed','mailed','paid'])[1 + k], jsonb_build_object('by', gen_random_uuid(), 'text', s.text, 'try', k),
    o.created_at + k * interval '2 minutes'
  from public.orders o cross join generate_series(0, 1) k
  join public.sentences s on s.n = 1 + (extract(epoch from o.created_at)::bigint * 13 + k) % 20000;
create index on public.events (order_id);

drop table public.sentences;
alter table public.orders enable row level security;
create policy own_orders on public.orders for select using (user_id = nullif(current_setting('app.user', true), '')::uuid);
