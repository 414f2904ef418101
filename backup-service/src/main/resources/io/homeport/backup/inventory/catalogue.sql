-- Everything that a database is beside its rows, as (kind, name, definition), without a single OID,
-- so that two databases can be compared line by line. Members of extensions are left out: the
-- extension stands for them. Run with an empty search_path, so that every name is written in full.
with
member as (
  select classid, objid from pg_depend where deptype = 'e'
),
space as (
  select n.* from pg_namespace n
  where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    and not exists (select from member m where m.classid = 'pg_namespace'::regclass and m.objid = n.oid)
),
relation as (
  select c.*, format('%I.%I', n.nspname, c.relname) as name
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S', 'c')
    and not exists (select from member m where m.classid = 'pg_class'::regclass and m.objid = c.oid)
),
routine as (
  select p.*, format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)) as name
  from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace
  where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    and not exists (select from member m where m.classid = 'pg_proc'::regclass and m.objid = p.oid)
),
named_type as (
  select t.*, format('%I.%I', n.nspname, t.typname) as name
  from pg_type t
  join pg_namespace n on n.oid = t.typnamespace
  where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    and t.typtype in ('e', 'd', 'r', 'b')
    and t.typelem = 0 and t.typisdefined
    and not exists (select from member m where m.classid = 'pg_type'::regclass and m.objid = t.oid)
),
granted (on_what, acl) as (
  select 'the database', coalesce(d.datacl, acldefault('d', d.datdba)) from pg_database d where d.datname = current_database()
  union all
  select format('schema %I', nspname), coalesce(nspacl, acldefault('n', nspowner)) from space
  union all
  select format('%s %s', case relkind when 'S' then 'sequence' else 'table' end, name),
    coalesce(relacl, acldefault(case relkind when 'S' then 's'::"char" else 'r'::"char" end, relowner))
  from relation where relkind <> 'c'
  union all
  select format('column %s.%I', r.name, a.attname), a.attacl
  from relation r join pg_attribute a on a.attrelid = r.oid
  where a.attacl is not null and not a.attisdropped
  union all
  select format('function %s', name), coalesce(proacl, acldefault('f', proowner)) from routine
  union all
  select format('type %s', name), coalesce(typacl, acldefault('T', typowner)) from named_type
  union all
  select format('server %I', srvname), coalesce(srvacl, acldefault('S', srvowner)) from pg_foreign_server
  union all
  select format('foreign data wrapper %I', fdwname), coalesce(fdwacl, acldefault('F', fdwowner)) from pg_foreign_data_wrapper
  union all
  select format('large object %s', oid), coalesce(lomacl, acldefault('L', lomowner)) from pg_largeobject_metadata
  union all
  -- Only where somebody changed what the extension itself grants.
  select format('extension function %I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)),
    coalesce(p.proacl, acldefault('f', p.proowner))
  from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace
  join member m on m.classid = 'pg_proc'::regclass and m.objid = p.oid
  left join pg_init_privs i on i.classoid = 'pg_proc'::regclass and i.objoid = p.oid and i.objsubid = 0
  where p.proacl is distinct from i.initprivs
)

select 'database' as kind, 'properties' as name,
  format('owner %s, encoding %s, collation %s, character type %s',
    pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datcollate, datctype) as definition
from pg_database where datname = current_database()

union all
select 'setting', format('%s of %s', split_part(setting, '=', 1),
    case s.setrole when 0 then 'the database' else format('role %I in the database', pg_get_userbyid(s.setrole)) end), setting
from pg_db_role_setting s
join pg_database d on d.oid = s.setdatabase and d.datname = current_database()
cross join unnest(s.setconfig) setting

union all
select 'schema', quote_ident(nspname), format('owner %s', pg_get_userbyid(nspowner)) from space

union all
select 'extension', quote_ident(extname), format('version %s in schema %I', extversion, n.nspname)
from pg_extension e join pg_namespace n on n.oid = e.extnamespace

union all
select 'grant', format('on %s to %s', on_what, case g.grantee when 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(g.grantee)) end),
  string_agg(format('%s%s by %s', g.privilege_type, case when g.is_grantable then ' with grant option' else '' end,
    pg_get_userbyid(g.grantor)), ', ' order by g.privilege_type, pg_get_userbyid(g.grantor))
from granted cross join aclexplode(acl) g
-- Whoever looks on just now is no part of the database.
where not starts_with(pg_get_userbyid(g.grantee), 'homeport_reading_')
group by on_what, g.grantee

union all
select 'default grant', format('on %s of %I%s to %s',
    case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' when 'T' then 'types'
      when 'n' then 'schemas' else d.defaclobjtype::text end,
    pg_get_userbyid(d.defaclrole), coalesce(format(' in schema %I', n.nspname), ''),
    case g.grantee when 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(g.grantee)) end),
  string_agg(g.privilege_type || case when g.is_grantable then ' with grant option' else '' end, ', ' order by g.privilege_type)
from pg_default_acl d
left join pg_namespace n on n.oid = d.defaclnamespace
cross join aclexplode(d.defaclacl) g
group by d.defaclobjtype, d.defaclrole, n.nspname, g.grantee

union all
select case r.relkind when 'r' then 'table' when 'p' then 'partitioned table' when 'v' then 'view' when 'm' then 'materialized view'
    when 'f' then 'foreign table' when 'S' then 'sequence' when 'c' then 'composite type' end,
  r.name,
  concat_ws(', ',
    format('owner %s', pg_get_userbyid(r.relowner)),
    case r.relpersistence when 'u' then 'unlogged' end,
    case when r.relkind in ('v', 'm') then format('as %s', pg_get_viewdef(r.oid)) end,
    case when r.relkind = 'm' and not r.relispopulated then 'not populated' end,
    case when r.relkind = 'p' then format('partitioned by %s', pg_get_partkeydef(r.oid)) end,
    case when r.relispartition then format('partition %s', pg_get_expr(r.relpartbound, r.oid)) end,
    (select 'inherits ' || string_agg(i.inhparent::regclass::text, ', ' order by i.inhseqno)
      from pg_inherits i where i.inhrelid = r.oid),
    case when r.reloftype <> 0 then format('of %s', format_type(r.reloftype, null)) end,
    case when r.reloptions is not null then format('with (%s)', array_to_string(r.reloptions, ', ')) end,
    case when r.relkind in ('r', 'm', 'p') and r.relreplident <> 'd' then format('replica identity %s', r.relreplident) end,
    (select format('as %s, increment %s, minimum %s, maximum %s, start %s, cache %s, cycle %s',
        format_type(s.seqtypid, null), s.seqincrement, s.seqmin, s.seqmax, s.seqstart, s.seqcache, s.seqcycle)
      from pg_sequence s where s.seqrelid = r.oid),
    (select format('owned by %s.%I', d.refobjid::regclass, a.attname)
      from pg_depend d join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
      where r.relkind = 'S' and d.classid = 'pg_class'::regclass and d.objid = r.oid
        and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i')),
    (select format('server %I %s', fs.srvname, array_to_string(ft.ftoptions, ', '))
      from pg_foreign_table ft join pg_foreign_server fs on fs.oid = ft.ftserver where ft.ftrelid = r.oid))
from relation r

union all
select 'row security', format('of %s', r.name),
  format('%s%s', case when r.relrowsecurity then 'enabled' else 'disabled' end,
    case when r.relforcerowsecurity then ' and forced on the owner' else '' end)
from relation r where r.relkind in ('r', 'p')

union all
select 'policy', format('%I on %s', p.polname, r.name),
  format('%s for %s to %s using (%s) with check (%s)',
    case when p.polpermissive then 'permissive' else 'restrictive' end, p.polcmd,
    (select string_agg(case role when 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(role)) end, ', '
        order by case role when 0 then 'PUBLIC' else pg_get_userbyid(role) end) from unnest(p.polroles) role),
    coalesce(pg_get_expr(p.polqual, p.polrelid), ''), coalesce(pg_get_expr(p.polwithcheck, p.polrelid), ''))
from pg_policy p join relation r on r.oid = p.polrelid

union all
select 'column', format('%s.%I', r.name, a.attname),
  concat_ws(', ',
    format_type(a.atttypid, a.atttypmod),
    format('at position %s', row_number() over (partition by r.oid order by a.attnum)),
    case when a.attnotnull then 'not null' end,
    case when a.attidentity <> '' then format('identity %s', a.attidentity) end,
    case when a.attgenerated <> '' then format('generated %s', a.attgenerated) end,
    'default ' || pg_get_expr(d.adbin, d.adrelid),
    case when a.attcollation <> 0 and a.attcollation <> t.typcollation
      then (select format('collation %I.%I', cn.nspname, co.collname) from pg_collation co
        join pg_namespace cn on cn.oid = co.collnamespace where co.oid = a.attcollation) end,
    case when a.attstorage <> t.typstorage then format('storage %s', a.attstorage) end,
    case when a.attcompression <> '' then format('compression %s', a.attcompression) end,
    case when a.attstattarget >= 0 then format('statistics %s', a.attstattarget) end,
    case when a.attoptions is not null then array_to_string(a.attoptions, ', ') end,
    case when a.attfdwoptions is not null then array_to_string(a.attfdwoptions, ', ') end)
from relation r
join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
join pg_type t on t.oid = a.atttypid
left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum and r.relkind not in ('v', 'm')
where r.relkind <> 'S'

union all
-- A partition's foreign key gets its parent's name when it is restored, whatever it was called before it was attached.
select 'constraint', format('%I on %s', coalesce(p.conname, c.conname), coalesce(r.name, t.name)),
  concat_ws(', ', pg_get_constraintdef(c.oid), case when not c.convalidated then 'not validated' end,
    -- A key of a partition is noted otherwise when it was made with its parent's than when it was attached to it.
    case when c.contype in ('p', 'u', 'x') or c.connoinherit and (c.contype <> 'f' or c.conparentid = 0)
      then 'not inherited' end)
from pg_constraint c
left join relation r on r.oid = c.conrelid
left join named_type t on t.oid = c.contypid
left join pg_constraint p on p.oid = c.conparentid and p.contype = 'f' and p.conrelid <> c.conrelid
where coalesce(r.name, t.name) is not null

union all
select 'index', format('%s on %s', i.indexrelid::regclass, r.name),
  concat_ws(', ', pg_get_indexdef(i.indexrelid), case when i.indisclustered then 'clustered on' end,
    case when i.indisreplident then 'replica identity' end,
    (select string_agg(format('statistics %s on %s', a.attstattarget, a.attnum), ', ' order by a.attnum)
      from pg_attribute a where a.attrelid = i.indexrelid and a.attstattarget >= 0))
from pg_index i join relation r on r.oid = i.indrelid
where i.indisvalid

union all
select 'statistics', format('%I.%I', n.nspname, s.stxname),
  format('owner %s, %s', pg_get_userbyid(s.stxowner), pg_get_statisticsobjdef(s.oid))
from pg_statistic_ext s join pg_namespace n on n.oid = s.stxnamespace

union all
select 'rule', format('%I on %s', w.rulename, r.name), concat_ws(', ', pg_get_ruledef(w.oid), format('enabled %s', w.ev_enabled))
from pg_rewrite w join relation r on r.oid = w.ev_class
where w.rulename <> '_RETURN'

union all
select 'trigger', format('%I on %s', g.tgname, r.name), format('%s, enabled %s', pg_get_triggerdef(g.oid), g.tgenabled)
from pg_trigger g join relation r on r.oid = g.tgrelid
where not g.tgisinternal

union all
select 'event trigger', quote_ident(e.evtname),
  format('owner %s, on %s, runs %s, enabled %s, tags %s', pg_get_userbyid(e.evtowner), e.evtevent, e.evtfoid::regprocedure,
    e.evtenabled, e.evttags)
from pg_event_trigger e
where not exists (select from member m where m.classid = 'pg_event_trigger'::regclass and m.objid = e.oid)

union all
select case p.prokind when 'p' then 'procedure' when 'a' then 'aggregate' else 'function' end, p.name,
  case p.prokind
    when 'a' then (
      select format('owner %s, kind %s, state %s %s, transition %s, final %s, combine %s, initial %s, sort %s, parallel %s',
        pg_get_userbyid(p.proowner), a.aggkind, format_type(a.aggtranstype, null), a.aggtransspace, a.aggtransfn, a.aggfinalfn,
        a.aggcombinefn, a.agginitval, nullif(a.aggsortop, 0)::regoperator, p.proparallel)
      from pg_aggregate a where a.aggfnoid = p.oid)
    else format('owner %s, %s', pg_get_userbyid(p.proowner), pg_get_functiondef(p.oid))
  end
from routine p

union all
select case t.typtype when 'e' then 'enum' when 'd' then 'domain' when 'r' then 'range' else 'type' end, t.name,
  concat_ws(', ',
    format('owner %s', pg_get_userbyid(t.typowner)),
    (select 'labels ' || string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder)
      from pg_enum e where e.enumtypid = t.oid),
    case when t.typtype = 'd' then format('of %s', format_type(t.typbasetype, t.typtypmod)) end,
    case when t.typtype = 'd' and t.typnotnull then 'not null' end,
    'default ' || t.typdefault,
    (select format('range of %s, collation %s, canonical %s, difference %s', format_type(g.rngsubtype, null),
        nullif(g.rngcollation, 0)::regcollation, nullif(g.rngcanonical::oid, 0)::regproc, nullif(g.rngsubdiff::oid, 0)::regproc)
      from pg_range g where g.rngtypid = t.oid),
    case when t.typtype = 'b' then format('input %s, output %s, length %s', t.typinput, t.typoutput, t.typlen) end)
from named_type t

union all
select 'collation', format('%I.%I', n.nspname, c.collname),
  format('owner %s, provider %s, deterministic %s, %s %s', pg_get_userbyid(c.collowner), c.collprovider, c.collisdeterministic,
    c.collcollate, c.collctype)
from pg_collation c join space n on n.oid = c.collnamespace

union all
select 'operator', format('%s', o.oid::regoperator),
  format('owner %s, function %s, commutator %s, negator %s, restriction %s, join %s, hashes %s, merges %s',
    pg_get_userbyid(o.oprowner), o.oprcode, nullif(o.oprcom, 0)::regoperator, nullif(o.oprnegate, 0)::regoperator,
    o.oprrest, o.oprjoin, o.oprcanhash, o.oprcanmerge)
from pg_operator o join space n on n.oid = o.oprnamespace
where not exists (select from member m where m.classid = 'pg_operator'::regclass and m.objid = o.oid)

union all
select 'operator class', format('%I.%I for %s', n.nspname, c.opcname, m.amname),
  format('owner %s, type %s, default %s', pg_get_userbyid(c.opcowner), format_type(c.opcintype, null), c.opcdefault)
from pg_opclass c join space n on n.oid = c.opcnamespace join pg_am m on m.oid = c.opcmethod
where not exists (select from member e where e.classid = 'pg_opclass'::regclass and e.objid = c.oid)

union all
select 'cast', format('from %s to %s', format_type(c.castsource, null), format_type(c.casttarget, null)),
  format('function %s, context %s, method %s', nullif(c.castfunc, 0)::regprocedure, c.castcontext, c.castmethod)
from pg_cast c
where c.oid >= 16384
  and not exists (select from member m where m.classid = 'pg_cast'::regclass and m.objid = c.oid)

union all
select 'text search configuration', format('%I.%I', n.nspname, c.cfgname),
  format('owner %s, parser %s, %s', pg_get_userbyid(c.cfgowner), p.prsname,
    (select string_agg(format('%s %s', m.maptokentype, m.mapdict::regdictionary), ', ' order by m.maptokentype, m.mapseqno)
      from pg_ts_config_map m where m.mapcfg = c.oid))
from pg_ts_config c join space n on n.oid = c.cfgnamespace join pg_ts_parser p on p.oid = c.cfgparser
where not exists (select from member m where m.classid = 'pg_ts_config'::regclass and m.objid = c.oid)

union all
select 'text search dictionary', format('%I.%I', n.nspname, d.dictname),
  format('owner %s, template %s, %s', pg_get_userbyid(d.dictowner), t.tmplname, d.dictinitoption)
from pg_ts_dict d join space n on n.oid = d.dictnamespace join pg_ts_template t on t.oid = d.dicttemplate
where not exists (select from member m where m.classid = 'pg_ts_dict'::regclass and m.objid = d.oid)

union all
select 'language', quote_ident(l.lanname), format('owner %s, trusted %s', pg_get_userbyid(l.lanowner), l.lanpltrusted)
from pg_language l
where l.oid >= 16384 and not exists (select from member m where m.classid = 'pg_language'::regclass and m.objid = l.oid)

union all
select 'foreign data wrapper', quote_ident(w.fdwname),
  format('owner %s, options %s', pg_get_userbyid(w.fdwowner), md5(w.fdwoptions::text))
from pg_foreign_data_wrapper w
where not exists (select from member m where m.classid = 'pg_foreign_data_wrapper'::regclass and m.objid = w.oid)

union all
select 'server', quote_ident(s.srvname),
  format('owner %s, wrapper %s, type %s, version %s, options %s', pg_get_userbyid(s.srvowner), w.fdwname, s.srvtype, s.srvversion,
    s.srvoptions)
from pg_foreign_server s join pg_foreign_data_wrapper w on w.oid = s.srvfdw

union all
-- The options hold passwords: only their digest leaves the database.
select 'user mapping', format('of %s on %I', case u.umuser when 0 then 'PUBLIC' else pg_get_userbyid(u.umuser) end, s.srvname),
  encode(sha256(convert_to(coalesce(u.umoptions::text, ''), 'UTF8')), 'hex')
from pg_user_mapping u join pg_foreign_server s on s.oid = u.umserver

union all
select 'publication', quote_ident(p.pubname),
  format('owner %s, all tables %s, insert %s, update %s, delete %s, truncate %s, via root %s', pg_get_userbyid(p.pubowner),
    p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate, p.pubviaroot)
from pg_publication p

union all
select 'publication table', format('%s in %I', r.prrelid::regclass, p.pubname),
  format('columns %s, where %s', r.prattrs, pg_get_expr(r.prqual, r.prrelid))
from pg_publication_rel r join pg_publication p on p.oid = r.prpubid

union all
select 'publication schema', format('%I in %I', n.nspname, p.pubname), ''
from pg_publication_namespace s join pg_publication p on p.oid = s.pnpubid join pg_namespace n on n.oid = s.pnnspid

union all
select 'large object', l.oid::text, format('owner %s', pg_get_userbyid(l.lomowner)) from pg_largeobject_metadata l

union all
select 'comment', format('on %s %s', o.type, o.identity), d.description
from pg_description d cross join pg_identify_object(d.classoid, d.objoid, d.objsubid) o
where (d.objoid >= 16384 or d.classoid = 'pg_namespace'::regclass and d.objoid = 'public'::regnamespace)
  and d.classoid <> 'pg_extension'::regclass
  and not exists (select from member m where m.classid = d.classoid and m.objid = d.objoid)
  and not exists (
    select from pg_trigger g where d.classoid = 'pg_trigger'::regclass and g.oid = d.objoid and g.tgisinternal)

union all
select 'security label', format('%s on %s %s', l.provider, l.objtype, l.objname), l.label
from pg_seclabels l where l.objtype <> 'database'

order by 1, 2, 3
