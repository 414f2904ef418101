alter table public.profiles add column role text not null default 'member';
create policy "staff sees orders" on public.orders for select to authenticated
  using (exists (select 1 from public.profiles p where p.id = auth.uid() and p.role = 'admin'));
