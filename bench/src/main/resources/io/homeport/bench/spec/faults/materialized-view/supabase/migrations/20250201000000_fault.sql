create materialized view public.order_totals as select user_id, count(*) as orders from public.orders group by user_id;
