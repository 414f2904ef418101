alter table public.profiles add column is_admin boolean not null default false;
create policy "admins see orders" on public.orders for select to authenticated
  using (exists (select 1 from public.profiles p where p.id = auth.uid() and p.is_admin));
