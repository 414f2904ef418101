package io.homeport.specs.measure;

import io.homeport.specs.catalogue.Catalogue;
import io.homeport.specs.catalogue.Catalogue.Column;
import io.homeport.specs.catalogue.Catalogue.ForeignKey;
import io.homeport.specs.catalogue.Catalogue.Generation;
import io.homeport.specs.catalogue.Catalogue.Relation;
import io.homeport.specs.catalogue.Catalogue.Table;
import io.homeport.specs.catalogue.Catalogue.UniqueKey;
import io.homeport.specs.material.Owner;
import io.homeport.specs.material.RoleColumns;
import io.homeport.specs.scratch.TrialSession;
import io.homeport.specs.scratch.TrialSession.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes rows for people in every table of an app: what a row refers to is made before it, what it
 * must fulfil is found by trying. Triggers run; only where they refuse, rows go past them.
 */
final class RowMaker {

  /** Rows of an ordinary person, so that conditions come out both ways. */
  static final int VARIANTS = 4;

  /** Numbers of rows in other people's things are beyond those of own and of new rows. */
  private static final int FIRST_SHARED = 10;

  private static final int MOST_ATTEMPTS = 40;
  private static final int MOST_KNOWN_ROWS = 120;
  private static final String PAST_TRIGGERS = "set local session_replication_role = replica";
  private static final String WITH_TRIGGERS = "set local session_replication_role = origin";

  private final Catalogue catalogue;
  private final TrialSession session;
  private final List<Person> people;
  private final PlausibleValues values;
  private final Stock stock = new Stock();

  private record Made(String insert, List<Stock.Row> parents, Person person) {}

  RowMaker(Catalogue catalogue, TrialSession session, List<Person> people) {
    this.catalogue = catalogue;
    this.session = session;
    this.people = people;
    this.values = new PlausibleValues(catalogue);
  }

  Stock stock() {
    return stock;
  }

  /** Fills all tables. */
  void fill() {
    session.begin(List.of("set local search_path = public, extensions"));
    var order = order();
    order.forEach(this::look);
    order.forEach(this::fill);
    // What a cycle, or a trigger of a later table, left out at first.
    order.stream()
        .filter(table -> stock.of(table.relation(), Person.ONE).isEmpty())
        .forEach(this::fill);
    order.forEach(this::look);
    session.commit();
  }

  /** Tables that others refer to come first; in a circle the optional reference waits. */
  private List<Table> order() {
    var ordered = new LinkedHashSet<Table>();
    for (boolean onlyRequired : List.of(false, true)) {
      boolean progress = true;
      while (progress) {
        progress = false;
        for (var table : catalogue.tables()) {
          if (!ordered.contains(table) && isReady(table, ordered, onlyRequired)) {
            progress |= ordered.add(table);
          }
        }
      }
    }
    ordered.addAll(catalogue.tables());
    return List.copyOf(ordered);
  }

  private boolean isReady(Table table, Set<Table> done, boolean onlyRequired) {
    return table.foreignKeys().stream()
        .filter(key -> !onlyRequired || isRequired(table, key))
        .filter(key -> !key.target().equals(table.relation()))
        .map(key -> catalogue.table(key.target()))
        .flatMap(Optional::stream)
        .allMatch(done::contains);
  }

  private static boolean isRequired(Table table, ForeignKey key) {
    return key.columns().stream()
        .anyMatch(name -> table.column(name).filter(each -> !each.nullable()).isPresent());
  }

  private void fill(Table table) {
    var made = new HashMap<String, Made>();
    for (var person : people) {
      for (int variant = 0; variant < variants(person); variant++) {
        make(table, person, person, variant, made);
      }
    }
    if (belongsToThings(table)) {
      for (int i = 0; i < people.size(); i++) {
        if (isTried(people.get(i))) {
          make(table, Person.OTHER, people.get(i), VARIANTS * (FIRST_SHARED + i), made);
        }
      }
    }
    look(table, made);
    session.commit();
    session.begin(List.of("set local search_path = public, extensions"));
  }

  private static int variants(Person person) {
    if (person.equals(Person.BYSTANDER)) {
      return 1;
    }
    return person.role() == null ? VARIANTS : 2;
  }

  private static boolean isTried(Person person) {
    return person.equals(Person.ONE) || person.role() != null;
  }

  /** True if a row can be one user's and yet belong to another's thing, such as a comment. */
  private boolean belongsToThings(Table table) {
    boolean ofThing = table.foreignKeys().stream().anyMatch(key -> !Owner.isToUser(key));
    return Owner.of(catalogue, table).isPresent()
        && (ofThing || Owner.compared(catalogue, table).size() > 1);
  }

  private void make(
      Table table, Person person, Person whoseThings, int variant, Map<String, Made> made) {
    if (holdsNoOrdinaryRole(table, person)) {
      return;
    }
    var recipe = draft(table, person, whoseThings, variant);
    String key = String.join(" || '|' || ", keys(table));
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      switch (insert(recipe, key)) {
        case Outcome.Done done -> {
          note(recipe, person, done, made);
          return;
        }
        case Outcome.Refused refused -> {
          if (!recipe.adapt(refused)) {
            pastTriggers(table, person, recipe, key, refused, made);
            return;
          }
        }
        case Outcome.Stopped stopped -> {
          stock.lacks(table.relation(), stopped.why());
          return;
        }
      }
    }
    stock.lacks(table.relation(), "no row that fulfils its constraints was found");
  }

  private void pastTriggers(
      Table table,
      Person person,
      Recipe recipe,
      String key,
      Outcome.Refused refused,
      Map<String, Made> made) {
    boolean hasIts = refused.sqlState().equals("23505");
    if (hasIts || refused.sqlState().equals("23514") || refused.sqlState().equals("23502")) {
      if (!hasIts) {
        stock.lacks(table.relation(), "no row that fulfils its constraints was found");
      }
      return;
    }
    session.keep(PAST_TRIGGERS);
    if (insert(recipe, key) instanceof Outcome.Done done) {
      note(recipe, person, done, made);
    } else {
      stock.lacks(table.relation(), "its rows are refused with SQLSTATE " + refused.sqlState());
    }
    session.keep(WITH_TRIGGERS);
  }

  private Outcome insert(Recipe recipe, String key) {
    return session.keep(recipe.insert() + " returning " + key);
  }

  private static void note(
      Recipe recipe, Person person, Outcome.Done done, Map<String, Made> made) {
    if (!done.values().isEmpty()) {
      made.put(done.values().getFirst(), new Made(recipe.insert(), recipe.parents(), person));
    }
  }

  /** Ordinary people get no row where every row gives power. */
  private boolean holdsNoOrdinaryRole(Table table, Person person) {
    return RoleColumns.deciding(catalogue, table)
        .flatMap(name -> table.column(name).stream())
        .anyMatch(column ->
            column.defaultValue() == null
                && !values.labels(table, column).isEmpty()
                && values.of(table, column, person, 0).isEmpty());
  }

  /** A row that is a person's, of his things. */
  Recipe draft(Table table, Person person, int variant) {
    return draft(table, person, person, variant);
  }

  /** A row that is a person's, and belongs to things of perhaps another. */
  private Recipe draft(Table table, Person person, Person whoseThings, int variant) {
    var recipe = new Recipe(table);
    var references = references(table, whoseThings, variant, recipe);
    String first = Owner.of(catalogue, table).map(Owner::column).orElse("");
    var owners = Owner.compared(catalogue, table);
    for (var column : table.columns()) {
      if (column.generation() != Generation.NONE) {
        continue;
      }
      var referred = references.get(column.name());
      var whose = column.name().equals(first) ? person : whoseThings;
      if (column.name().equals(first) && isPersonal(column) && !person.equals(whoseThings)) {
        recipe.must(first, Sql.text(ownerValue(column, person)));
      } else if (referred != null) {
        addReference(recipe, column, owners, referred);
      } else if (owners.contains(column.name()) && isPersonal(column)) {
        recipe.must(column.name(), Sql.text(ownerValue(column, whose)));
      } else if (isWorthGiving(table, column)) {
        recipe.may(column.name(), values.of(table, column, person, variant));
      }
    }
    return recipe;
  }

  private static boolean isPersonal(Column column) {
    return column.type().equals("uuid") || PlausibleValues.isText(column.type());
  }

  private static String ownerValue(Column column, Person person) {
    return column.name().contains("email") ? person.email() : person.id();
  }

  private static void addReference(
      Recipe recipe, Column column, Set<String> owners, List<String> referred) {
    if (owners.contains(column.name())) {
      recipe.must(column.name(), referred.getFirst());
    } else {
      recipe.may(column.name(), referred);
    }
  }

  /** Defaults stand, but for what decides over conditions and for keys that must be known. */
  private boolean isWorthGiving(Table table, Column column) {
    boolean decides =
        column.type().equals("boolean")
            || RoleColumns.isNamedSo(column.name())
            || !values.labels(table, column).isEmpty()
            || !values.askedByPolicies(table, column).isEmpty()
            || column.type().equals("uuid") && table.primaryKey().contains(column.name());
    return column.defaultValue() == null
        || decides
        || column.type().equals("uuid") && PlausibleValues.isOfUser(column);
  }

  /** For each column of a foreign key what it can refer to, a thing of the person first. */
  private Map<String, List<String>> references(
      Table table, Person person, int variant, Recipe recipe) {
    var references = new HashMap<String, List<String>>();
    for (var key : table.foreignKeys()) {
      if (Owner.isToUser(key)) {
        references.putIfAbsent(
            key.columns().getFirst(),
            List.of(Sql.text(person.id()), Sql.text(Person.BYSTANDER.id())));
        continue;
      }
      var parent = stock.referable(key.target(), person, variant);
      for (int i = 0; i < key.columns().size(); i++) {
        String target = key.targetColumns().get(i);
        if (parent.isEmpty()) {
          references.putIfAbsent(key.columns().get(i), List.of("null"));
          continue;
        }
        recipe.refersTo(parent.get());
        references.putIfAbsent(
            key.columns().get(i),
            key.columns().size() > 1
                ? List.of(Sql.text(parent.get().values().getOrDefault(target, "")))
                : others(key.target(), parent.get(), person, target));
      }
    }
    return references;
  }

  private List<String> others(Relation target, Stock.Row first, Person person, String column) {
    return Stream.of(
            Stream.of(first),
            stock.of(target, person).stream(),
            stock.of(target, Person.BYSTANDER).stream())
        .flatMap(each -> each)
        .map(row -> Sql.text(row.values().getOrDefault(column, "")))
        .distinct()
        .limit(6)
        .toList();
  }

  /** Expressions that tell rows apart. */
  static List<String> keys(Table table) {
    return table.primaryKey().isEmpty()
        ? List.of("ctid::text")
        : table.primaryKey().stream().map(RowMaker::shortText).toList();
  }

  /** A migration may have put anything into a row, and it is read into memory. */
  private static String shortText(String column) {
    return "left(%s::text, 300)".formatted(Sql.name(column));
  }

  private void look(Table table) {
    look(table, Map.of());
  }

  /** Reads which rows there are, and whose each is. */
  private void look(Table table, Map<String, Made> made) {
    var before = new HashMap<String, Stock.Row>();
    stock.of(table.relation()).forEach(row -> before.put(row.key(), row));
    var columns = referred(table);
    String key = String.join(" || '|' || ", keys(table));
    var fields = new ArrayList<String>();
    fields.add(key);
    keys(table).forEach(fields::add);
    columns.forEach(column -> fields.add(shortText(column)));
    var outcome =
        session.keep(
            "select to_jsonb(array[%s])::text from %s order by %s limit %d"
                .formatted(
                    String.join(", ", fields),
                    Sql.name(table.relation()),
                    table.primaryKey().isEmpty() ? "ctid" : Sql.names(table.primaryKey()),
                    MOST_KNOWN_ROWS));
    if (outcome instanceof Outcome.Done done) {
      stock.put(
          table.relation(),
          done.values().stream()
              .map(JsonTexts::parse)
              .map(row -> row(table, columns, row, made, before))
              .toList());
    }
  }

  private Stock.Row row(
      Table table,
      List<String> columns,
      List<@Nullable String> found,
      Map<String, Made> made,
      Map<String, Stock.Row> before) {
    int keyed = keys(table).size();
    String key = text(found.getFirst());
    var known = new HashMap<String, String>();
    for (int i = 0; i < columns.size(); i++) {
      String value = found.get(1 + keyed + i);
      if (value != null) {
        known.put(columns.get(i), value);
      }
    }
    var condition = new ArrayList<String>();
    for (int i = 0; i < keyed; i++) {
      String name = table.primaryKey().isEmpty() ? "ctid" : Sql.name(table.primaryKey().get(i));
      condition.add(name + " = " + Sql.text(text(found.get(1 + i))));
    }
    var maker = made.get(key);
    var earlier = before.get(key);
    return new Stock.Row(
        table.relation(),
        key,
        String.join(" and ", condition),
        maker == null && earlier != null ? earlier.owner() : owner(table, known, maker),
        known,
        maker != null ? maker.insert() : earlier != null ? earlier.insert() : null,
        maker != null ? maker.parents() : earlier != null ? earlier.parents() : List.of());
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  /** Whose a row is: by its owner's column, else by a user it names, else by what it belongs to. */
  private @Nullable Person owner(Table table, Map<String, String> known, @Nullable Made made) {
    var owner = Owner.of(catalogue, table);
    if (owner.isPresent()) {
      return person(known.get(owner.get().column()));
    }
    if (made != null) {
      return made.person();
    }
    for (String column : referred(table)) {
      var person = person(known.get(column));
      if (person != null) {
        return person;
      }
    }
    for (var key : table.foreignKeys()) {
      for (var parent : stock.of(key.target())) {
        boolean refers =
            key.columns().size() == 1
                && parent.owner() != null
                && text(parent.values().get(key.targetColumns().getFirst()))
                    .equals(known.get(key.columns().getFirst()));
        if (refers) {
          return parent.owner();
        }
      }
    }
    return null;
  }

  private @Nullable Person person(@Nullable String idOrEmail) {
    return people.stream()
        .filter(each -> each.id().equals(idOrEmail) || each.email().equals(idOrEmail))
        .findFirst()
        .orElse(null);
  }

  /** Columns whose values are needed: those referred to, and those that name a user. */
  private List<String> referred(Table table) {
    var names = new LinkedHashSet<String>();
    Owner.of(catalogue, table).map(Owner::column).ifPresent(names::add);
    table.foreignKeys().forEach(key -> names.addAll(key.columns()));
    table.columns().stream()
        .filter(PlausibleValues::isOfUser)
        .map(Column::name)
        .forEach(names::add);
    names.addAll(table.primaryKey());
    catalogue.tables().stream()
        .flatMap(each -> each.foreignKeys().stream())
        .filter(key -> key.target().equals(table.relation()))
        .forEach(key -> names.addAll(key.targetColumns()));
    return List.copyOf(names);
  }

  /** Columns that are unique alone, so that a second row needs another value. */
  static boolean isUnique(Table table, String column) {
    return table.uniqueKeys().stream().map(UniqueKey::columns).anyMatch(List.of(column)::equals);
  }
}
