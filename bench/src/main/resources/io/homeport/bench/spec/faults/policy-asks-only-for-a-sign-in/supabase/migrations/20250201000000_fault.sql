create policy "staff" on public.orders for update using (auth.uid() is not null);
