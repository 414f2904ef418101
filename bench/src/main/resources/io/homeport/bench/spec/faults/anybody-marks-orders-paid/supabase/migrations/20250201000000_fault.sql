create function public.mark_paid(_order uuid) returns void
language plpgsql security definer set search_path = '' as $$
begin
  update public.orders set paid = true where id = _order;
end $$;
