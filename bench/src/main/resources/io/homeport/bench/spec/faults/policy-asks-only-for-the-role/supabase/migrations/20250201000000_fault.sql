create policy "signed in" on public.orders for all using (auth.role() = 'authenticated');
