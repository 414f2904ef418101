-- Realtime: row changes of the tables in the publication supabase_realtime, and broadcasts from the database.
-- src/realtime.mjs listens; a notification carries keys only, rows are read again as the subscriber.
create schema if not exists realtime;
grant usage on schema realtime to anon, authenticated, service_role;

create table if not exists realtime.messages (
  id uuid primary key default gen_random_uuid(),
  topic text not null,
  extension text not null,
  payload jsonb,
  event text,
  private boolean default false,
  updated_at timestamp not null default now(),
  inserted_at timestamp not null default now()
);
create index if not exists messages_inserted_at_idx on realtime.messages (inserted_at);
alter table realtime.messages enable row level security;
grant select, insert on realtime.messages to anon, authenticated, service_role;

create or replace function realtime.topic() returns text language sql stable as $$
  select nullif(current_setting('realtime.topic', true), '')
$$;

create or replace function realtime.announce_broadcast() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform pg_catalog.pg_notify('homeport_realtime_broadcast', new.id::text);
  return null;
end
$$;
create or replace trigger announce_broadcast after insert on realtime.messages
  for each row when (new.extension = 'broadcast') execute function realtime.announce_broadcast();

create or replace function realtime.send(payload jsonb, event text, topic text, private boolean default true)
returns void language sql security definer set search_path = '' as $$
  insert into realtime.messages (payload, event, topic, private, extension) values ($1, $2, $3, $4, 'broadcast')
$$;

create or replace function realtime.broadcast_changes(
  topic_name text, event_name text, operation text, table_name text, table_schema text, new record, old record,
  level text default 'ROW')
returns void language plpgsql set search_path = '' as $$
begin
  perform realtime.send(jsonb_build_object(
    'id', pg_catalog.gen_random_uuid(), 'operation', operation, 'table', table_name, 'schema', table_schema,
    'record', case when operation <> 'DELETE' then to_jsonb(new) end,
    'old_record', case when operation <> 'INSERT' then to_jsonb(old) end), event_name, topic_name);
end
$$;

-- A notification may have 8,000 bytes: a larger key is not announced rather than failing the app's write.
create or replace function realtime.announce_change() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  changed jsonb := case when tg_op = 'DELETE' then to_jsonb(old) else to_jsonb(new) end;
  key_column text;
  key jsonb := '{}';
  notification text;
begin
  for key_column in
    select a.attname from pg_catalog.pg_index i
    join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
    where i.indrelid = tg_relid and i.indisprimary
  loop
    key := key || jsonb_build_object(key_column, changed -> key_column);
  end loop;
  notification := jsonb_build_object('type', tg_op, 'schema', tg_table_schema, 'table', tg_table_name, 'key', key,
    'at', pg_catalog.now())::text;
  if pg_catalog.octet_length(notification) < 8000 then
    perform pg_catalog.pg_notify('homeport_realtime_change', notification);
  end if;
  return null;
end
$$;

-- Puts the trigger on every published table that lacks it and removes it from the others. Only what differs is
-- touched, because creating a trigger locks its table.
create or replace function realtime.follow_publication() returns void
language plpgsql set search_path = '' as $$
declare
  it record;
begin
  for it in
    select p.schemaname, p.tablename, t.oid is not null as followed
    from pg_catalog.pg_publication_tables p
    left join pg_catalog.pg_trigger t
      on t.tgrelid = pg_catalog.format('%I.%I', p.schemaname, p.tablename)::regclass and t.tgname = 'zz_homeport_realtime'
    where p.pubname = 'supabase_realtime'
  loop
    if not it.followed then
      execute pg_catalog.format('create trigger zz_homeport_realtime after insert or update or delete on %I.%I
        for each row execute function realtime.announce_change()', it.schemaname, it.tablename);
    end if;
  end loop;
  for it in
    select t.tgrelid::regclass::text as tablename from pg_catalog.pg_trigger t
    where t.tgname = 'zz_homeport_realtime' and not exists (
      select from pg_catalog.pg_publication_tables p where p.pubname = 'supabase_realtime'
        and pg_catalog.format('%I.%I', p.schemaname, p.tablename)::regclass = t.tgrelid)
  loop
    execute 'drop trigger zz_homeport_realtime on ' || it.tablename;
  end loop;
end
$$;
