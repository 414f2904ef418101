create type public.app_role as enum ('admin', 'member');

create table public.profiles (
  id uuid primary key references auth.users (id) on delete cascade,
  name text not null default '',
  phone text
);

create table public.user_roles (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  role public.app_role not null default 'member',
  unique (user_id, role)
);

create table public.products (
  id uuid primary key default gen_random_uuid(),
  title text not null,
  price numeric(10,2) not null check (price >= 0)
);

create table public.orders (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  product_id uuid references public.products (id),
  paid boolean not null default false
);

alter table public.profiles enable row level security;
alter table public.user_roles enable row level security;
alter table public.products enable row level security;
alter table public.orders enable row level security;

create function public.has_role(_user_id uuid, _role public.app_role) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select 1 from public.user_roles where user_id = _user_id and role = _role)
$$;

-- The new user's words are used for his name only.
create function public.handle_new_user() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.profiles (id, name) values (new.id, coalesce(new.raw_user_meta_data ->> 'name', ''));
  insert into public.user_roles (user_id, role) values (new.id, 'member');
  return new;
end $$;

create trigger on_auth_user_created after insert on auth.users
  for each row execute function public.handle_new_user();

-- Everybody may see what is for sale; that is no fault.
create policy "products are seen" on public.products for select using (true);
create policy "admins keep products" on public.products for all to authenticated
  using (public.has_role(auth.uid(), 'admin')) with check (public.has_role(auth.uid(), 'admin'));

create policy "own profile" on public.profiles for select to authenticated using (auth.uid() = id);
create policy "change own profile" on public.profiles for update to authenticated using (auth.uid() = id);

create policy "own roles" on public.user_roles for select to authenticated using (auth.uid() = user_id);
create policy "admins keep roles" on public.user_roles for all to authenticated
  using (public.has_role(auth.uid(), 'admin')) with check (public.has_role(auth.uid(), 'admin'));

create policy "own orders" on public.orders for all to authenticated
  using (auth.uid() = user_id) with check (auth.uid() = user_id);

create view public.my_orders with (security_invoker = true) as select id, paid from public.orders;

-- The server alone works here.
create table public.jobs (id bigint generated always as identity primary key, what text not null);
alter table public.jobs enable row level security;
create policy "the server works" on public.jobs for all to service_role using (true) with check (true);

create function public.cancel_order(_order uuid) returns void
language plpgsql security definer set search_path = '' as $$
begin
  delete from public.orders where id = _order and user_id = auth.uid();
end $$;
revoke execute on function public.cancel_order(uuid) from public, anon;

insert into storage.buckets (id, name, public) values ('invoices', 'invoices', false);
