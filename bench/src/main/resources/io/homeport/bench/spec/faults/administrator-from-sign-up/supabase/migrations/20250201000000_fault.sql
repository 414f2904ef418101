alter table public.profiles add column is_admin boolean not null default false;
create or replace function public.handle_new_user() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.profiles (id, is_admin)
  values (new.id, coalesce((new.raw_user_meta_data ->> 'is_admin')::boolean, false));
  return new;
end $$;
create policy "admins see orders" on public.orders for select to authenticated
  using (exists (select 1 from public.profiles p where p.id = auth.uid() and p.is_admin));
