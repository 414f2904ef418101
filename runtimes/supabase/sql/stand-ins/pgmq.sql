-- Stand-in for the extension pgmq (message queues in tables q_<name> and archives a_<name>).
create schema if not exists pgmq;
grant usage on schema pgmq to service_role;

create table if not exists pgmq.meta (
  queue_name varchar primary key,
  is_partitioned boolean not null default false,
  is_unlogged boolean not null default false,
  created_at timestamptz not null default now()
);

do $$
begin
  if to_regtype('pgmq.message_record') is null then
    create type pgmq.message_record as (
      msg_id bigint, read_ct integer, enqueued_at timestamptz, vt timestamptz, message jsonb);
  end if;
end
$$;

create or replace function pgmq.create(queue_name text) returns void language plpgsql set search_path = '' as $$
begin
  if queue_name !~ '^[A-Za-z0-9_]{1,47}$' then
    raise exception 'queue name "%" must be 1 to 47 letters, digits or underscores', queue_name;
  end if;
  execute pg_catalog.format('create table if not exists pgmq.%I (
    msg_id bigint primary key generated always as identity, read_ct integer not null default 0,
    enqueued_at timestamptz not null default now(), vt timestamptz not null, message jsonb)', 'q_' || lower(queue_name));
  execute pg_catalog.format('create table if not exists pgmq.%I (
    msg_id bigint primary key, read_ct integer not null default 0, enqueued_at timestamptz not null default now(),
    archived_at timestamptz not null default now(), vt timestamptz not null, message jsonb)', 'a_' || lower(queue_name));
  insert into pgmq.meta (queue_name) values ($1) on conflict do nothing;
end
$$;

create or replace function pgmq.drop_queue(queue_name text) returns boolean language plpgsql set search_path = '' as $$
begin
  execute pg_catalog.format('drop table if exists pgmq.%I', 'q_' || lower(queue_name));
  execute pg_catalog.format('drop table if exists pgmq.%I', 'a_' || lower(queue_name));
  delete from pgmq.meta m where m.queue_name = $1;
  return found;
end
$$;

create or replace function pgmq.list_queues() returns setof pgmq.meta language sql set search_path = '' as $$
  select * from pgmq.meta
$$;

create or replace function pgmq.send(queue_name text, msg jsonb, delay integer default 0) returns setof bigint
language plpgsql set search_path = '' as $$
begin
  return query execute pg_catalog.format(
    'insert into pgmq.%I (vt, message) values (clock_timestamp() + $2 * interval ''1 second'', $1) returning msg_id',
    'q_' || lower(queue_name)) using msg, delay;
end
$$;

create or replace function pgmq.send_batch(queue_name text, msgs jsonb[], delay integer default 0) returns setof bigint
language plpgsql set search_path = '' as $$
begin
  return query execute pg_catalog.format(
    'insert into pgmq.%I (vt, message) select clock_timestamp() + $2 * interval ''1 second'', unnest($1) returning msg_id',
    'q_' || lower(queue_name)) using msgs, delay;
end
$$;

create or replace function pgmq.read(queue_name text, vt integer, qty integer) returns setof pgmq.message_record
language plpgsql set search_path = '' as $$
begin
  return query execute pg_catalog.format(
    'with due as (
       select msg_id from pgmq.%1$I where vt <= clock_timestamp() order by msg_id limit $2 for update skip locked)
     update pgmq.%1$I q set vt = clock_timestamp() + $1 * interval ''1 second'', read_ct = read_ct + 1
     from due where q.msg_id = due.msg_id
     returning q.msg_id, q.read_ct, q.enqueued_at, q.vt, q.message', 'q_' || lower(queue_name)) using vt, qty;
end
$$;

create or replace function pgmq.pop(queue_name text) returns setof pgmq.message_record
language plpgsql set search_path = '' as $$
begin
  return query execute pg_catalog.format(
    'delete from pgmq.%1$I where msg_id = (
       select msg_id from pgmq.%1$I where vt <= clock_timestamp() order by msg_id limit 1 for update skip locked)
     returning msg_id, read_ct, enqueued_at, vt, message', 'q_' || lower(queue_name));
end
$$;

create or replace function pgmq.set_vt(queue_name text, msg_id bigint, vt integer) returns setof pgmq.message_record
language plpgsql set search_path = '' as $$
begin
  return query execute pg_catalog.format(
    'update pgmq.%I set vt = clock_timestamp() + $2 * interval ''1 second'' where msg_id = $1
     returning msg_id, read_ct, enqueued_at, vt, message', 'q_' || lower(queue_name)) using msg_id, vt;
end
$$;

create or replace function pgmq.delete(queue_name text, msg_id bigint) returns boolean
language plpgsql set search_path = '' as $$
declare
  gone bigint;
begin
  execute pg_catalog.format('delete from pgmq.%I where msg_id = $1', 'q_' || lower(queue_name)) using msg_id;
  get diagnostics gone = row_count;
  return gone > 0;
end
$$;

create or replace function pgmq.archive(queue_name text, msg_id bigint) returns boolean
language plpgsql set search_path = '' as $$
declare
  moved bigint;
begin
  execute pg_catalog.format(
    'with done as (delete from pgmq.%I where msg_id = $1 returning *)
     insert into pgmq.%I (msg_id, vt, read_ct, enqueued_at, message)
     select msg_id, vt, read_ct, enqueued_at, message from done',
    'q_' || lower(queue_name), 'a_' || lower(queue_name)) using msg_id;
  get diagnostics moved = row_count;
  return moved > 0;
end
$$;

create or replace function pgmq.purge_queue(queue_name text) returns bigint language plpgsql set search_path = '' as $$
declare
  purged bigint;
begin
  execute pg_catalog.format('delete from pgmq.%I', 'q_' || lower(queue_name));
  get diagnostics purged = row_count;
  return purged;
end
$$;
