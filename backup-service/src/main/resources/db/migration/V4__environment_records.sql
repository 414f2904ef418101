-- What brings an environment back beside its data: where it is now, and each backup's copy.
alter table environment add column record text;
alter table backup add column record text;

-- A restore may wait for its environment to be there again.
alter table restore drop constraint restore_state_check;
alter table restore add constraint restore_state_check check (state in ('recovering', 'requested', 'completed', 'failed'));
