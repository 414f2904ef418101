package io.homeport.bench.migrations;

import java.util.List;

/**
 * A kind of change.
 *
 * @param before what is done before the clients come
 * @param statement the migration
 * @param behindReader whether a report reads the table meanwhile
 * @param hasSafeForm whether there are steps; otherwise it is refused, and only the plain way is
 *     measured
 */
record Kind(
    String name, String before, String statement, boolean behindReader, boolean hasSafeForm) {

  static List<Kind> all() {
    return List.of(
        new Kind(
            "add column behind a reader",
            "",
            "alter table orders add column extra int",
            true,
            true),
        of("add check", "alter table orders add constraint positive check (total >= 0)"),
        of(
            "add foreign key",
            "alter table orders add constraint buyer foreign key (customer) references customers (id)"),
        of("set not null", "alter table orders alter column note set not null"),
        of("create index", "create index orders_note on orders (note)"),
        of("add unique", "alter table orders add constraint orders_note unique (note)"),
        new Kind(
            "add primary key",
            "create unique index orders_id on orders (id); alter table orders drop constraint orders_pkey",
            "alter table orders add primary key (id)",
            false,
            true),
        of(
            "add column with random default",
            "alter table orders add column token uuid not null default gen_random_uuid()"),
        of("add serial", "alter table orders add column number bigserial"),
        of(
            "add identity",
            "alter table orders add column number bigint generated always as identity"),
        of("update every row", "update orders set total = total + 1"),
        of("delete a third", "delete from orders where total % 3 = 1"),
        new Kind(
            "drop index behind a reader",
            "create index orders_note on orders (note)",
            "drop index orders_note",
            true,
            true),
        new Kind(
            "change type", "", "alter table orders alter column total type bigint", false, false));
  }

  private static Kind of(String name, String statement) {
    return new Kind(name, "", statement, false, true);
  }
}
