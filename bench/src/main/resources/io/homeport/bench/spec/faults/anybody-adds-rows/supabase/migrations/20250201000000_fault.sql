create policy "feedback" on public.orders for insert to anon with check (true);
