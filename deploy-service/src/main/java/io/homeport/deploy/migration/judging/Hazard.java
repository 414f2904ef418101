package io.homeport.deploy.migration.judging;

import java.util.Locale;

/**
 * The kinds of change that an app which serves may feel, or may not survive.
 *
 * <p>In the texts {@code {table}}, {@code {column}} and {@code {name}} stand for what the statement
 * is about, {@code {time}} for how long it would take.
 */
public enum Hazard {
  ADD_CHECK(
      When.LARGE,
      Finding.Severity.STEPS,
      Work.SCAN,
      "Adding the check {name} to {table} reads all of it while nobody may read or write it{time}.",
      "Add it as NOT VALID, then validate it in a transaction of its own.",
      "alter table {table} add constraint {name} check (…) not valid; alter table {table} validate constraint {name};",
      ""),
  ADD_FOREIGN_KEY(
      When.LARGE,
      Finding.Severity.STEPS,
      Work.SCAN,
      "Adding the foreign key {name} looks up every row of {table} while nobody may write it or the table it refers to{time}.",
      "Add it as NOT VALID, then validate it in a transaction of its own.",
      "alter table {table} add constraint {name} foreign key (…) references … not valid; alter table {table} validate constraint {name};",
      ""),
  SET_NOT_NULL(
      When.LARGE,
      Finding.Severity.STEPS,
      Work.SCAN,
      "Making {table}.{column} not null reads all of the table while nobody may read or write it{time}.",
      "Prove it first by a validated check; then the table is not read.",
      "alter table {table} add constraint c check ({column} is not null) not valid; alter table {table} validate constraint c; alter table {table} alter column {column} set not null; alter table {table} drop constraint c;",
      ""),
  CREATE_INDEX(
      When.LARGE,
      Finding.Severity.STEPS,
      Work.BUILD,
      "Making the index {name} lets nobody write {table} until it is made{time}.",
      "Make it concurrently, and see that it is valid afterwards.",
      "create index concurrently {name} on {table} (…);",
      ""),
  ADD_UNIQUE(
      When.LARGE,
      Finding.Severity.STEPS,
      Work.BUILD,
      "Adding the unique constraint {name} makes an index while nobody may read or write {table}{time}.",
      "Make the index concurrently first, then make a constraint of it.",
      "create unique index concurrently {name} on {table} (…); alter table {table} add constraint {name} unique using index {name};",
      ""),
  ADD_PRIMARY_KEY(
      When.LARGE,
      Finding.Severity.STEPS,
      Work.BUILD,
      "Adding the primary key {name} makes an index while nobody may read or write {table}{time}.",
      "Make the index concurrently first, then make a constraint of it.",
      "create unique index concurrently {name} on {table} (…); alter table {table} add constraint {name} primary key using index {name};",
      ""),
  ADD_FILLED_COLUMN(
      When.LARGE,
      Finding.Severity.STEPS,
      Work.REWRITE,
      "Adding the column {table}.{column} with a default that differs from row to row writes the whole table anew while nobody may read or write it{time}.",
      "Add the column without a default, set the default, then fill it in batches.",
      "alter table {table} add column {column} …; alter table {table} alter column {column} set default …; update {table} set {column} = default where {column} is null and … ;",
      ""),
  ADD_SERIAL(
      When.LARGE,
      Finding.Severity.STEPS,
      Work.REWRITE,
      "Adding the serial column {table}.{column} writes the whole table anew while nobody may read or write it{time}.",
      "Add a plain column and a sequence, set the default, then fill it in batches.",
      "create sequence …; alter table {table} add column {column} bigint; alter table {table} alter column {column} set default nextval(…);",
      ""),
  ADD_IDENTITY(
      When.LARGE,
      Finding.Severity.STEPS,
      Work.REWRITE,
      "Adding the identity column {table}.{column} writes the whole table anew while nobody may read or write it{time}.",
      "Add a plain column, fill it in batches from a sequence, then make it an identity.",
      "alter table {table} add column {column} bigint; … alter table {table} alter column {column} add generated always as identity;",
      ""),
  DROP_INDEX(
      When.LARGE,
      Finding.Severity.STEPS,
      Work.NONE,
      "Dropping the index {name} waits for everybody who uses {table}, and meanwhile nobody else may.",
      "Drop it concurrently.",
      "drop index concurrently {name};",
      ""),
  MASS_UPDATE(
      When.LARGE,
      Finding.Severity.STEPS,
      Work.REWRITE,
      "Updating {table} as a whole keeps every row it touches locked until the last is done{time}.",
      "Update in batches by the primary key, each in a transaction of its own.",
      "update {table} set … where id > … and id <= …;",
      ""),
  MASS_DELETE(
      When.LARGE,
      Finding.Severity.STEPS,
      Work.SCAN,
      "Deleting from {table} as a whole keeps every row it touches locked until the last is done{time}.",
      "Delete in batches by the primary key, each in a transaction of its own.",
      "delete from {table} where id > … and id <= … and …;",
      ""),
  REFRESH_VIEW(
      When.FILLED,
      Finding.Severity.STEPS,
      Work.SCAN,
      "Refreshing the materialized view {table} lets nobody read it meanwhile.",
      "Refresh it concurrently; it needs a unique index.",
      "refresh materialized view concurrently {table};",
      ""),
  CHANGE_TYPE(
      When.LARGE,
      Finding.Severity.REFUSED,
      Work.REWRITE,
      "Changing the type of {table}.{column} writes the whole table and its indexes anew while nobody may read or write it{time}.",
      "Add a column of the new type, keep both equal by a trigger, fill it in batches, let the app use it, and drop the old one in a later release.",
      "alter table {table} add column {column}_new …;",
      ""),
  ADD_GENERATED(
      When.LARGE,
      Finding.Severity.REFUSED,
      Work.REWRITE,
      "Adding the generated column {table}.{column} writes the whole table anew while nobody may read or write it{time}.",
      "Add a plain column, fill it by a trigger, and fill the rows that are there in batches.",
      "alter table {table} add column {column} …; create trigger … before insert or update on {table} …;",
      ""),
  ADD_EXCLUSION(
      When.LARGE,
      Finding.Severity.REFUSED,
      Work.BUILD,
      "Adding the exclusion constraint {name} makes an index while nobody may read or write {table}{time}; there is no concurrent way.",
      "Make a new table with the constraint and move the rows over, or check in a trigger.",
      "",
      ""),
  VACUUM_FULL(
      When.LARGE,
      Finding.Severity.REFUSED,
      Work.REWRITE,
      "VACUUM FULL writes {table} anew while nobody may read or write it{time}.",
      "A plain VACUUM makes the space usable again; to give it back, use pg_repack.",
      "vacuum {table};",
      ""),
  CLUSTER(
      When.LARGE,
      Finding.Severity.REFUSED,
      Work.REWRITE,
      "CLUSTER writes {table} anew while nobody may read or write it{time}.",
      "Leave it out, or use pg_repack.",
      "",
      ""),
  SET_LOGGED(
      When.LARGE,
      Finding.Severity.REFUSED,
      Work.REWRITE,
      "Changing whether {table} is logged writes it anew while nobody may read or write it{time}.",
      "Make a new table as it should be and fill it in batches.",
      "",
      ""),
  SET_TABLESPACE(
      When.LARGE,
      Finding.Severity.REFUSED,
      Work.REWRITE,
      "Moving {table} to another tablespace copies it while nobody may read or write it{time}.",
      "Leave tables where they are.",
      "",
      ""),
  REINDEX(
      When.LARGE,
      Finding.Severity.WARNING,
      Work.BUILD,
      "REINDEX lets nobody write {table} until it is done{time}.",
      "Do it concurrently, apart from migrations.",
      "reindex table concurrently {table};",
      ""),
  LOCK_TABLE(
      When.EXISTING,
      Finding.Severity.WARNING,
      Work.NONE,
      "LOCK TABLE keeps others from {table} until the end of the transaction.",
      "Leave it out: statements take the locks that they need.",
      "",
      ""),
  ATTACH_PARTITION(
      When.LARGE,
      Finding.Severity.WARNING,
      Work.SCAN,
      "Attaching the partition {table} reads all of it{time}.",
      "Prove it first by a validated check with the partition's bounds.",
      "alter table {table} add constraint c check (…) not valid; alter table {table} validate constraint c;",
      ""),
  ADD_TRIGGER(
      When.FILLED,
      Finding.Severity.WARNING,
      Work.NONE,
      "From now on the trigger {name} runs in every write to {table}, also those of the release that serves.",
      "See that the release that serves can live with it; add it with the release that needs it.",
      "",
      ""),
  DISABLE_TRIGGER(
      When.EXISTING,
      Finding.Severity.WARNING,
      Work.NONE,
      "Without its triggers {table} is no longer kept as the app expects; the release that serves writes meanwhile.",
      "Change the trigger rather than switching it off.",
      "create or replace trigger … ;",
      ""),
  ADD_REQUIRED_COLUMN(
      When.FILLED,
      Finding.Severity.WARNING,
      Work.NONE,
      "{table} has rows, which would have nothing in the new column {column} that must not be empty: it fails.",
      "Add it with a default, or without NOT NULL, fill it, and require it afterwards.",
      "alter table {table} add column {column} … default …;",
      "requires the new column {table}.{column} in every insert"),
  REQUIRE_NEW_COLUMN(
      When.EXISTING,
      Finding.Severity.WARNING,
      Work.NONE,
      "Releases that do not know {table}.{column} can insert no rows any more: it must not be empty and has no default.",
      "Give it a default.",
      "alter table {table} alter column {column} set default …;",
      "requires the column {table}.{column} in every insert"),
  DROP_TABLE(
      When.EXISTING,
      Finding.Severity.LOSES_DATA,
      Work.NONE,
      "Drops the table {table} with its rows, at once, also for the release that serves.",
      "Release an app that does without it first; drop it in a later release.",
      "",
      "drops the table {table}"),
  DROP_COLUMN(
      When.EXISTING,
      Finding.Severity.LOSES_DATA,
      Work.NONE,
      "Drops the column {table}.{column} with what is in it, at once, also for the release that serves.",
      "Release an app that does without it first; drop it in a later release.",
      "",
      "drops the column {table}.{column}"),
  TRUNCATE(
      When.FILLED,
      Finding.Severity.LOSES_DATA,
      Work.NONE,
      "Empties {table}, waiting for everybody who uses it.",
      "Delete what is no longer needed in batches.",
      "delete from {table} where …;",
      ""),
  DELETE_ALL(
      When.FILLED,
      Finding.Severity.LOSES_DATA,
      Work.NONE,
      "Deletes every row of {table}.",
      "Say which rows; delete them in batches.",
      "delete from {table} where …;",
      ""),
  DROP_SCHEMA(
      When.EXISTING,
      Finding.Severity.LOSES_DATA,
      Work.NONE,
      "Drops the schema {name} with everything in it.",
      "Drop what is in it one by one, in a later release.",
      "",
      "drops the schema {name}"),
  RENAME_COLUMN(
      When.EXISTING,
      Finding.Severity.WARNING,
      Work.NONE,
      "Renames the column {table}.{column}; the release that serves asks for the old name until the new one serves.",
      "Add a column with the new name, keep both equal by a trigger, and drop the old one in a later release.",
      "alter table {table} add column …;",
      "renames the column {table}.{column}"),
  RENAME_TABLE(
      When.EXISTING,
      Finding.Severity.WARNING,
      Work.NONE,
      "Renames {table}; the release that serves asks for the old name until the new one serves.",
      "Leave a view with the old name until no release uses it.",
      "create view {table} as select * from …;",
      "renames {table}"),
  RENAME_SCHEMA(
      When.EXISTING,
      Finding.Severity.WARNING,
      Work.NONE,
      "Renames the schema {name}; the release that serves asks for the old name.",
      "Make a schema with the new name and views in the old one.",
      "",
      "renames the schema {name}"),
  SET_SCHEMA(
      When.EXISTING,
      Finding.Severity.WARNING,
      Work.NONE,
      "Moves {table} to another schema; the release that serves asks for it where it was.",
      "Leave a view in the old place until no release uses it.",
      "create view {table} as select * from …;",
      "moves {table} to another schema"),
  DROP_VIEW(
      When.EXISTING,
      Finding.Severity.WARNING,
      Work.NONE,
      "Drops the view {table}, which the release that serves may read.",
      "Drop it in a later release.",
      "",
      "drops the view {table}"),
  CHANGE_VIEW(
      When.EXISTING,
      Finding.Severity.WARNING,
      Work.NONE,
      "Changes what the view {table} shows, at once, also for the release that serves.",
      "Make a view with another name, and drop the old one in a later release.",
      "create view …_v2 as …;",
      ""),
  RENAME_ENUM_VALUE(
      When.EXISTING,
      Finding.Severity.WARNING,
      Work.NONE,
      "Renames a value of {name}; the release that serves goes on with the old one and fails.",
      "Add the new value, let the app use it, change the rows in batches.",
      "alter type {name} add value '…';",
      "renames a value of {name}"),
  RENAME_TYPE(
      When.EXISTING,
      Finding.Severity.WARNING,
      Work.NONE,
      "Renames the type {name}, which casts of the release that serves may name.",
      "Leave the name as it is.",
      "",
      "renames the type {name}"),
  DROP_TYPE(
      When.EXISTING,
      Finding.Severity.WARNING,
      Work.NONE,
      "Drops the type {name}, which the release that serves may name.",
      "Drop it in a later release.",
      "",
      "drops the type {name}"),
  DROP_FUNCTION(
      When.EXISTING,
      Finding.Severity.WARNING,
      Work.NONE,
      "Drops the function {name}, which the release that serves may call.",
      "Drop it in a later release.",
      "",
      "drops the function {name}"),
  RENAME_FUNCTION(
      When.EXISTING,
      Finding.Severity.WARNING,
      Work.NONE,
      "Renames the function {name}, which the release that serves may call.",
      "Make a function with the new name, and drop the old one in a later release.",
      "create function … ;",
      "renames the function {name}"),
  DROP_CONSTRAINT(
      When.EXISTING,
      Finding.Severity.WARNING,
      Work.NONE,
      "Without the constraint {name} {table} takes what it refused; upserts that lean on it fail.",
      "Drop it once no release leans on it.",
      "",
      "drops the constraint {name} of {table}"),
  DROP_DEFAULT(
      When.EXISTING,
      Finding.Severity.WARNING,
      Work.NONE,
      "Inserts of the release that serves that leave out {table}.{column} fail: it must not be empty, and its default goes.",
      "Keep the default until no release leans on it.",
      "",
      "drops the default of {table}.{column}"),
  DROP_EXTENSION(
      When.EXISTING,
      Finding.Severity.WARNING,
      Work.NONE,
      "Drops the extension {name} with its functions and types.",
      "Drop it once nothing uses it.",
      "",
      "drops the extension {name}"),
  REVOKE(
      When.EXISTING,
      Finding.Severity.WARNING,
      Work.NONE,
      "Takes rights on {table} away, also from the release that serves.",
      "Revoke once no release leans on it.",
      "",
      "takes rights on {table} away"),
  DISABLE_ROW_SECURITY(
      When.EXISTING,
      Finding.Severity.WARNING,
      Work.NONE,
      "Without row level security everybody with a right on {table} sees and changes every row: through the API that is anybody.",
      "Leave it on, and write a policy for what is meant to be open.",
      "create policy … on {table} for select to anon using (…);",
      ""),
  DROP_POLICY(
      When.EXISTING,
      Finding.Severity.WARNING,
      Work.NONE,
      "Without the policy {name} of {table} other people see or change its rows than before.",
      "Make the policy that takes its place in the same migration.",
      "alter policy {name} on {table} using (…);",
      ""),
  GRANT_TO_EVERYBODY(
      When.EXISTING,
      Finding.Severity.WARNING,
      Work.NONE,
      "Gives people who have not signed in rights on {table}.",
      "Grant to authenticated, or no more than select, under row level security.",
      "grant select on {table} to authenticated;",
      ""),
  UNLOGGED_TABLE(
      When.ALWAYS,
      Finding.Severity.WARNING,
      Work.NONE,
      "The rows of the unlogged table {table} are gone after a crash, and are in no replica.",
      "Make it an ordinary table.",
      "create table {table} (…);",
      ""),
  JSON_COLUMN(
      When.EXISTING,
      Finding.Severity.WARNING,
      Work.NONE,
      "The column {table}.{column} is json, which has no equality: distinct, group by and union of queries that take it along fail.",
      "Use jsonb.",
      "alter table {table} add column {column} jsonb;",
      "");

  /** What has to be there before the migration for it to matter. */
  enum When {
    /** A table so large that an app feels it when all of it is read or written. */
    LARGE,
    /** A table with rows. */
    FILLED,
    /** The thing itself. */
    EXISTING,
    ALWAYS
  }

  /** What takes its time; the speeds are those of a modest machine with the data in memory. */
  enum Work {
    NONE(0),
    SCAN(400),
    BUILD(60),
    REWRITE(40);

    private final int megabytesEachSecond;

    Work(int megabytesEachSecond) {
      this.megabytesEachSecond = megabytesEachSecond;
    }

    /** Such as {@code , for about 12 s}. */
    String time(long bytes) {
      return megabytesEachSecond == 0 || bytes == 0
          ? ""
          : ", for about %d s".formatted(1 + bytes / (1L << 20) / megabytesEachSecond);
    }
  }

  final When when;
  final Finding.Severity severity;
  final Work work;
  final String effect;
  final String remedy;
  final String safeSql;

  /** What is taken away from older releases; empty when nothing is. */
  final String takes;

  Hazard(
      When when,
      Finding.Severity severity,
      Work work,
      String effect,
      String remedy,
      String safeSql,
      String takes) {
    this.when = when;
    this.severity = severity;
    this.work = work;
    this.effect = effect;
    this.remedy = remedy;
    this.safeSql = safeSql;
    this.takes = takes;
  }

  /** Such as {@code set-not-null}. */
  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
