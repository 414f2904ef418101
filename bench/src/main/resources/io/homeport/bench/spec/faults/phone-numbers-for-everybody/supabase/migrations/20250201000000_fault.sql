create policy "directory" on public.profiles for select using (true);
