package io.homeport.specs.measure;

import io.homeport.specs.catalogue.Catalogue;
import io.homeport.specs.catalogue.Catalogue.Column;
import io.homeport.specs.catalogue.Catalogue.Generation;
import io.homeport.specs.catalogue.Catalogue.Table;
import io.homeport.specs.document.Authentication.Access;
import io.homeport.specs.document.Authentication.Action;
import io.homeport.specs.document.Authentication.Beyond;
import io.homeport.specs.document.Authentication.NotTried;
import io.homeport.specs.document.Authentication.Refusal;
import io.homeport.specs.material.Measurement.Cell;
import io.homeport.specs.material.Measurement.Trial;
import io.homeport.specs.material.Owner;
import io.homeport.specs.material.RoleColumns;
import io.homeport.specs.scratch.TrialSession;
import io.homeport.specs.scratch.TrialSession.Outcome;
import io.homeport.specs.scratch.TrialSession.Outcome.Done;
import io.homeport.specs.scratch.TrialSession.Outcome.Refused;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tries for each role what it can see, add, change and delete in each table, the way the API does.
 * Nothing that is tried stays.
 */
final class TableTrials {

  /** Rows that are tried one by one where all at once are refused. */
  private static final int MOST_ALONE = 12;

  private final Catalogue catalogue;
  private final TrialSession session;
  private final RowMaker rows;
  private final Stock stock;
  private final ColumnRights rights;
  private final Map<Cell, Trial> cells = new TreeMap<>(BY_NAME);
  private final Map<Cell, Shown> shown = new TreeMap<>(BY_NAME);
  private final List<NotTried> notTried = new ArrayList<>();

  /** The rows that the server could change: others are kept by what holds for everybody. */
  private final Map<Cell, List<Stock.Row>> changeable = new HashMap<>();

  static final java.util.Comparator<Cell> BY_NAME =
      java.util.Comparator.comparing(Cell::entity)
          .thenComparing(Cell::role)
          .thenComparing(Cell::action);

  /**
   * What shows a cell: rows to be there first, and the statement that reaches them.
   *
   * @param returnsRows true if rows come back, false if they are changed
   */
  record Shown(Asking asking, List<String> before, String statement, boolean returnsRows) {}

  private final Set<Cell> failing = new HashSet<>();

  /** What was reached. */
  private record Reached(Access access, @Nullable Refusal refusal) {}

  TableTrials(Catalogue catalogue, TrialSession session, RowMaker rows, ColumnRights rights) {
    this.catalogue = catalogue;
    this.session = session;
    this.rows = rows;
    this.stock = rows.stock();
    this.rights = rights;
  }

  Map<Cell, Trial> cells() {
    return cells;
  }

  Map<Cell, Shown> shown() {
    return shown;
  }

  List<NotTried> notTried() {
    return notTried;
  }

  /** Tries everything as one asker. */
  void tryAll(Asking asking) {
    session.begin(asking.statements());
    for (var table : catalogue.tables()) {
      tryTable(asking, table);
    }
    session.rollback();
  }

  private void tryTable(Asking asking, Table table) {
    var all = stock.of(table.relation());
    boolean hasOwn = asking.person() == null || all.stream().anyMatch(asking::owns);
    boolean hasOthers = all.stream().anyMatch(row -> !asking.owns(row));
    if (all.isEmpty() || !hasOwn || !hasOthers) {
      String why =
          all.isEmpty()
              ? stock.whyMissing(table.relation()).orElse("no row of it could be made")
              : hasOwn
                  ? "no row of another user could be made"
                  : "no row of this user could be made";
      notTried.add(new NotTried(table.relation().toString(), asking.role(), why));
    }
    for (var action : Action.values()) {
      var cell = new Cell(asking.role(), table.relation().toString(), action);
      var reached =
          switch (action) {
            case SELECT -> select(asking, table, all);
            case INSERT -> insert(asking, table);
            case UPDATE -> change(asking, table, all, action, updateOf(asking, table));
            case DELETE -> change(asking, table, all, action, "delete from %s where %s");
          };
      if (reached == null) {
        continue;
      }
      if (failsForAll(asking, table, action, reached)) {
        notTried.add(
            new NotTried(
                table.relation().toString(),
                asking.role(),
                "%s fails for everybody with made-up rows"
                    .formatted(action.name().toLowerCase(Locale.ROOT))));
        continue;
      }
      boolean unsure =
          action != Action.INSERT
              && (all.isEmpty() || !hasOwn || !hasOthers)
              && reached.refusal() != Refusal.NO_GRANT
              && !(hasOthers && !hasOwn && reached.access() != Access.NONE);
      if (!unsure) {
        var beyond =
            action == Action.UPDATE && reached.access() != Access.NONE
                ? beyond(asking, table)
                : List.<Beyond>of();
        cells.put(cell, new Trial(reached.access(), reached.refusal(), beyond, null));
      }
    }
  }

  /** Whether a trigger or a policy fails, or refuses, even for the server. */
  private boolean failsForAll(Asking asking, Table table, Action action, Reached reached) {
    boolean failed =
        reached.access() == Access.NONE
            && (reached.refusal() == Refusal.ERROR || reached.refusal() == Refusal.TRIGGER);
    if (asking.equals(Asking.SERVER) && failed) {
      failing.add(cellOf(table, action));
    }
    return failed && failing.contains(cellOf(table, action));
  }

  private static Cell cellOf(Table table, Action action) {
    return new Cell("", table.relation().toString(), action);
  }

  private @Nullable Reached select(Asking asking, Table table, List<Stock.Row> all) {
    String from = "select %s from " + Sql.name(table.relation());
    String some = all.isEmpty() ? "false" : anyOf(table, all);
    var outcome =
        session.attempt(
            (from + " where %s").formatted(String.join(" || '|' || ", RowMaker.keys(table)), some));
    return switch (outcome) {
      case Done done -> {
        var seen = all.stream().filter(row -> done.values().contains(row.key())).toList();
        yield reached(asking, table, all, seen, Action.SELECT, "select * from %s where %s");
      }
      case Refused refused ->
          Refusals.of(refused) == Refusal.NO_GRANT
                  && rights.hasSome(asking.asker().databaseRole(), table, "SELECT")
              ? counted(asking, table, all)
              : new Reached(Access.NONE, Refusals.of(refused));
      case Outcome.Stopped stopped -> stop(asking, table, stopped);
    };
  }

  /** Where the key cannot be read, what else can be says how many rows are seen. */
  private @Nullable Reached counted(Asking asking, Table table, List<Stock.Row> all) {
    var column = rights.of(asking.asker().databaseRole(), table, "SELECT").stream().findFirst();
    if (column.isEmpty()) {
      return new Reached(Access.NONE, Refusal.NO_GRANT);
    }
    var outcome =
        session.attempt(
            "select count(%s) over () from %s"
                .formatted(Sql.name(column.get()), Sql.name(table.relation())));
    return switch (outcome) {
      case Done done ->
          new Reached(
              done.values().isEmpty()
                  ? Access.NONE
                  : done.values().size() >= all.size() ? Access.ALL : Access.SOME,
              done.values().isEmpty() ? Refusal.POLICY : null);
      case Refused refused -> new Reached(Access.NONE, Refusals.of(refused));
      case Outcome.Stopped stopped -> stop(asking, table, stopped);
    };
  }

  private Reached reached(
      Asking asking,
      Table table,
      List<Stock.Row> all,
      List<Stock.Row> seen,
      Action action,
      String statement) {
    var others = seen.stream().filter(row -> !asking.owns(row)).toList();
    var access =
        seen.isEmpty()
            ? Access.NONE
            : seen.size() == all.size() ? Access.ALL : others.isEmpty() ? Access.OWN : Access.SOME;
    // A row that somebody was made the owner of shows best that it is another's.
    var best =
        others.stream()
            .filter(row -> row.owner() != null && row.insert() != null)
            .filter(row -> row.isOf(Person.OTHER) || asking.person() == null)
            .findFirst();
    best.ifPresent(row -> show(asking, table, action, row, statement));
    return new Reached(access, seen.isEmpty() ? Refusal.POLICY : null);
  }

  private void show(Asking asking, Table table, Action action, Stock.Row row, String statement) {
    shown.put(
        new Cell(asking.role(), table.relation().toString(), action),
        new Shown(
            asking,
            row.inserts(),
            statement.formatted(Sql.name(table.relation()), row.condition()),
            action == Action.SELECT));
  }

  /** Tries to change rows, all at once; where that is refused, some of them alone. */
  private @Nullable Reached change(
      Asking asking,
      Table table,
      List<Stock.Row> there,
      Action action,
      @Nullable String statement) {
    if (statement == null) {
      return null;
    }
    var possible = changeable.getOrDefault(cellOf(table, action), there);
    var all = possible.isEmpty() ? there : possible;
    var reached = new ArrayList<Stock.Row>();
    Refusal refusal = null;
    for (boolean own : List.of(true, false)) {
      var these = all.stream().filter(row -> asking.owns(row) == own).toList();
      if (these.isEmpty()) {
        continue;
      }
      String text = statement.formatted(Sql.name(table.relation()), anyOf(table, these));
      switch (session.attempt(text)) {
        case Done done when done.changed() == these.size() -> reached.addAll(these);
        case Done done when done.changed() == 0 -> {
          // Nothing of it is reached.
        }
        case Done _ -> refusal = alone(table, statement, these, reached);
        case Refused refused when Refusals.of(refused) == Refusal.NO_GRANT -> {
          return new Reached(Access.NONE, Refusal.NO_GRANT);
        }
        case Refused _ -> refusal = alone(table, statement, these, reached);
        case Outcome.Stopped stopped -> {
          return stop(asking, table, stopped);
        }
      }
    }
    if (all.isEmpty()) {
      return session.attempt(statement.formatted(Sql.name(table.relation()), "false"))
                  instanceof Refused refused
              && Refusals.of(refused) == Refusal.NO_GRANT
          ? new Reached(Access.NONE, Refusal.NO_GRANT)
          : null;
    }
    if (asking.equals(Asking.SERVER)) {
      changeable.put(cellOf(table, action), List.copyOf(reached));
      all = reached.isEmpty() ? all : reached;
    }
    var result = reached(asking, table, all, reached, action, statement);
    return result.access() == Access.NONE && refusal != null
        ? new Reached(Access.NONE, refusal)
        : result;
  }

  /**
   * Tries rows one by one, of many a part that stands for all; who refused the last, if anybody
   * did.
   */
  private @Nullable Refusal alone(
      Table table, String statement, List<Stock.Row> these, List<Stock.Row> reached) {
    Refusal refusal = null;
    int step = Math.max(1, these.size() / MOST_ALONE);
    var found = new ArrayList<Stock.Row>();
    int tried = 0;
    for (int i = 0; i < these.size(); i += step) {
      var row = these.get(i);
      tried++;
      switch (session.attempt(statement.formatted(Sql.name(table.relation()), row.condition()))) {
        case Done done when done.changed() > 0 -> found.add(row);
        case Done _ -> refusal = Refusal.POLICY;
        case Refused refused when Refusals.isPastPolicies(refused) -> found.add(row);
        case Refused refused -> refusal = Refusals.of(refused);
        case Outcome.Stopped _ -> {
          return refusal;
        }
      }
    }
    reached.addAll(found.size() == tried ? these : found);
    return refusal;
  }

  /** Changes a column to what it is: only whether the row is reached counts. */
  private @Nullable String updateOf(Asking asking, Table table) {
    return harmless(asking, table)
        .map(column ->
            "update %s set "
                + Sql.name(column).replace("%", "%%")
                + " = "
                + Sql.name(column).replace("%", "%%")
                + " where %s")
        .orElse(null);
  }

  private Optional<String> harmless(Asking asking, Table table) {
    String role = asking.asker().databaseRole();
    var may = rights.of(role, table, "UPDATE");
    var sees = rights.of(role, table, "SELECT");
    String owner = Owner.of(catalogue, table).map(Owner::column).orElse("");
    var keys =
        table.foreignKeys().stream()
            .flatMap(key -> key.columns().stream())
            .collect(Collectors.toSet());
    keys.addAll(table.primaryKey());
    return table.columns().stream()
        .filter(column -> column.generation() == Generation.NONE)
        .map(Column::name)
        .filter(column -> may.isEmpty() || may.contains(column))
        .sorted(
            java.util.Comparator.comparingInt(column ->
                (sees.isEmpty() || sees.contains(column) ? 0 : 8)
                    + (column.equals(owner) ? 4 : 0)
                    + (keys.contains(column) ? 2 : 0)
                    + (RoleColumns.isNamedSo(column) ? 1 : 0)))
        .findFirst();
  }

  private @Nullable Reached insert(Asking asking, Table table) {
    Person own = asking.person();
    Refusal refusal = null;
    int accepted = 0;
    boolean tried = false;
    if (own != null) {
      for (int variant = 0; variant < RowMaker.VARIANTS && accepted == 0; variant++) {
        switch (insertAs(asking, table, own, variant)) {
          case Tried.Accepted _ -> accepted++;
          case Tried.By by -> {
            refusal = by.refusal();
            tried = true;
          }
          case Tried.Unknown _ -> {
            // Nothing is learnt from it.
          }
          case Tried.Ended ended -> {
            return stop(asking, table, ended.stopped());
          }
        }
        if (refusal == Refusal.NO_GRANT) {
          return new Reached(Access.NONE, refusal);
        }
      }
    }
    int others = 0;
    int known = 0;
    for (int variant = 0; variant < RowMaker.VARIANTS; variant++) {
      switch (insertAs(asking, table, asking.somebodyElse(), variant)) {
        case Tried.Accepted(String statement, List<String> before) -> {
          others++;
          known++;
          shown.putIfAbsent(
              new Cell(asking.role(), table.relation().toString(), Action.INSERT),
              new Shown(asking, before, statement, false));
        }
        case Tried.By by -> {
          known++;
          refusal = by.refusal();
          tried = true;
        }
        case Tried.Unknown _ -> {
          // Nothing is learnt from it.
        }
        case Tried.Ended ended -> {
          return stop(asking, table, ended.stopped());
        }
      }
      if (refusal == Refusal.NO_GRANT) {
        return new Reached(Access.NONE, refusal);
      }
    }
    if (accepted + others > 0) {
      boolean all = others == known && known > 0 && !refusesForAThird(asking, table);
      return new Reached(others == 0 ? Access.OWN : all ? Access.ALL : Access.SOME, null);
    }
    if (!tried) {
      notTried.add(
          new NotTried(
              table.relation().toString(),
              asking.role(),
              "no new row that fulfils its constraints was found"));
      return null;
    }
    return new Reached(Access.NONE, refusal);
  }

  /**
   * Whom rows may be added for can hang on what there is between the two: one who is refused shows
   * it.
   */
  private boolean refusesForAThird(Asking asking, Table table) {
    for (int variant = 0; variant < RowMaker.VARIANTS; variant++) {
      if (insertAs(asking, table, Person.BYSTANDER, variant) instanceof Tried.By(Refusal by)
          && by == Refusal.POLICY) {
        return true;
      }
    }
    return false;
  }

  /** What came of a new row. */
  private sealed interface Tried {
    record Accepted(String statement, List<String> before) implements Tried {}

    record By(Refusal refusal) implements Tried {}

    record Unknown() implements Tried {}

    record Ended(Outcome.Stopped stopped) implements Tried {}
  }

  private Tried insertAs(Asking asking, Table table, Person name, int variant) {
    // Numbered past the rows that are there, so that it is a new one.
    var whole = rows.draft(table, name, variant + 2 * RowMaker.VARIANTS);
    var may = rights.of(asking.asker().databaseRole(), table, "INSERT");
    var recipe = may.isEmpty() ? whole : whole.only(may);
    for (int attempt = 0; attempt < 8; attempt++) {
      String statement = recipe.insert();
      switch (session.attempt(statement)) {
        case Done done -> {
          return done.changed() > 0
              ? new Tried.Accepted(statement, inserts(recipe))
              : new Tried.By(Refusal.TRIGGER);
        }
        case Refused refused when Refusals.isPastPolicies(refused) -> {
          if (!recipe.adapt(refused)) {
            return new Tried.Accepted(statement, inserts(recipe));
          }
        }
        case Refused refused when Refusals.of(refused) == Refusal.ERROR -> {
          boolean ofPolicy =
              Set.of("42P17", "42501", "42883", "42P01").contains(refused.sqlState());
          return ofPolicy ? new Tried.By(Refusal.ERROR) : new Tried.Unknown();
        }
        case Refused refused -> {
          return new Tried.By(Refusals.of(refused));
        }
        case Outcome.Stopped stopped -> {
          return new Tried.Ended(stopped);
        }
      }
    }
    return new Tried.Accepted(recipe.insert(), inserts(recipe));
  }

  private static List<String> inserts(Recipe recipe) {
    return recipe.parents().stream()
        .flatMap(parent -> parent.inserts().stream())
        .distinct()
        .toList();
  }

  /** Whether one's own row can be made another's. */
  private List<Beyond> beyond(Asking asking, Table table) {
    Person person = asking.person();
    var owner =
        Owner.of(catalogue, table)
            .flatMap(found -> table.column(found.column()))
            .filter(column -> column.type().equals("uuid"))
            .filter(column -> !table.primaryKey().contains(column.name()));
    if (person == null || owner.isEmpty()) {
      return List.of();
    }
    for (var row : stock.of(table.relation(), person)) {
      String column = Sql.name(owner.get().name());
      var outcome =
          session.attempt(
              "update %s set %s = '%s' where %s"
                  .formatted(
                      Sql.name(table.relation()),
                      column,
                      asking.somebodyElse().id(),
                      row.condition()),
              "set local role service_role",
              "select %s from %s where %s"
                  .formatted(column, Sql.name(table.relation()), row.condition()));
      boolean given =
          outcome instanceof Done done && done.values().contains(asking.somebodyElse().id())
              || outcome instanceof Refused refused && Refusals.isPastPolicies(refused);
      if (given) {
        return List.of(Beyond.GIVE_AWAY);
      }
    }
    return List.of();
  }

  private static String anyOf(Table table, List<Stock.Row> these) {
    return these.stream().map(Stock.Row::condition).collect(Collectors.joining(" or ", "(", ")"));
  }

  private @Nullable Reached stop(Asking asking, Table table, Outcome.Stopped stopped) {
    notTried.add(new NotTried(table.relation().toString(), asking.role(), stopped.why()));
    return null;
  }
}
