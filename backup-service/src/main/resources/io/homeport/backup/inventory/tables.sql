-- Every table that has rows of its own, with its columns in order; the largest table first.
-- Virtual generated columns are left out: reading them would run customers' functions.
with recursive root (oid, base) as (
  select oid, oid from pg_type where typtype <> 'd'
  union all
  select t.oid, root.base from pg_type t join root on root.oid = t.typbasetype where t.typtype = 'd'
),
-- Sized once each: a table grows while this runs, and its columns would change places.
sized (oid, name, bytes) as materialized (
  select c.oid, format('%I.%I', n.nspname, c.relname), pg_table_size(c.oid)
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  where c.relkind = 'r'
    and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    and not exists (
      select from pg_depend d where d.deptype = 'e' and d.classid = 'pg_class'::regclass and d.objid = c.oid)
)
select sized.name,
  quote_ident(a.attname) as column_name,
  b.typname as type_name,
  bn.nspname = 'pg_catalog' as built_in,
  coalesce(co.collisdeterministic, true) as exact_collation
from sized
left join pg_attribute a
  on a.attrelid = sized.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated in ('', 's')
left join root on root.oid = a.atttypid
left join pg_type b on b.oid = root.base
left join pg_namespace bn on bn.oid = b.typnamespace
left join pg_collation co on co.oid = a.attcollation
order by sized.bytes desc, sized.oid, a.attnum
