-- Every role that the current database depends on, and the roles those are members of.
with recursive here (oid, owner) as (
  select oid, datdba from pg_database where datname = current_database()
),
needed (oid) as (
  select refobjid from pg_shdepend, here
  where refclassid = 'pg_authid'::regclass
    and (dbid = here.oid or classid = 'pg_database'::regclass and objid = here.oid)
  union
  select owner from here
  union
  select setrole from pg_db_role_setting s join here on s.setdatabase = here.oid where setrole <> 0
  union
  select m.roleid from needed join pg_auth_members m on m.member = needed.oid
)
select r.rolname, r.rolsuper, r.rolinherit, r.rolbypassrls,
  r.oid = here.owner
    or exists (select from pg_shdepend d where d.dbid = here.oid and d.deptype = 'o' and d.refobjid = r.oid) as owner,
  array(select g.rolname::text from pg_auth_members m join pg_roles g on g.oid = m.roleid
    where m.member = r.oid order by 1) as member_of
from here, needed join pg_roles r on r.oid = needed.oid
where r.rolname !~ '^(pg|homeport_reading)_'
order by 1
