-- Every form of a spec is made from its document when it is asked for.
alter table spec drop column markdown;
