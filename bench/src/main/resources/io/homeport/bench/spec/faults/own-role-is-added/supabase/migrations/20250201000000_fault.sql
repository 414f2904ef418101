create policy "join" on public.user_roles for insert to authenticated with check (auth.uid() = user_id);
