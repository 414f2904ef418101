create table public.notes (id uuid primary key, user_id uuid);
alter table public.notes enable row level security;
drop table public.notes;
create table public.notes (id uuid primary key, user_id uuid, title text);
create policy "own notes" on public.notes for all using (auth.uid() = user_id);
