create view public.all_orders as select * from public.orders;
