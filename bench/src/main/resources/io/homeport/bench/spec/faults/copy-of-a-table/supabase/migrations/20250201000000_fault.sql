create table public.orders_backup as select * from public.orders;
