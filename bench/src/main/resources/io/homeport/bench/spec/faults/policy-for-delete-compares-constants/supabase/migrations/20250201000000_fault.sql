create policy "clean" on public.orders for delete to authenticated using (1 = 1);
