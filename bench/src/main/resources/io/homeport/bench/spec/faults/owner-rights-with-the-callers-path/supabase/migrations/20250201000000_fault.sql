create function public.count_orders() returns bigint language sql stable security definer as 'select count(*) from orders';
