create table public.customers (id uuid primary key, email text not null, home_address text);
alter table public.customers enable row level security;
create policy "list" on public.customers for select to anon using (true);
