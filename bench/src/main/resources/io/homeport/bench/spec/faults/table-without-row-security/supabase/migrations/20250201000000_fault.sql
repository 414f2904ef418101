create table public.coupons (code text primary key, percent integer not null);
