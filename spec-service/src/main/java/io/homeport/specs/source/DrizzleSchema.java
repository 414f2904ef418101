package io.homeport.specs.source;

import io.homeport.specs.Place;
import io.homeport.specs.declared.Declared;
import io.homeport.specs.declared.Declared.Attribute;
import io.homeport.specs.declared.Declared.Database;
import io.homeport.specs.declared.Declared.Entity;
import io.homeport.specs.declared.Declared.EnumType;
import io.homeport.specs.declared.Declared.Origin;
import io.homeport.specs.declared.Declared.Relationship;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads Drizzle's schemas, {@code pgTable("users", {…})}, and the queries made with them. Tables
 * are known by the constants that hold them, in whichever file.
 *
 * @see <a href="https://orm.drizzle.team/docs/sql-schema-declaration">Schema declaration</a>
 */
final class DrizzleSchema {

  private static final Set<String> TABLE_FUNCTIONS =
      Set.of("pgTable", "mysqlTable", "sqliteTable", "createTable", "table");
  private static final Set<String> ENUM_FUNCTIONS = Set.of("pgEnum", "mysqlEnum");
  private static final Set<String> UNIQUE_FUNCTIONS = Set.of("unique", "uniqueIndex");
  private static final Set<String> SELECTS =
      Set.of("select", "selectDistinct", "selectDistinctOn", "with");
  private static final Pattern AGGREGATE =
      Pattern.compile("(?is).*\\b(?:count|sum|avg|min|max)(?:Distinct)?\\s*\\(.*");

  private final Map<String, Table> tables = new HashMap<>();
  private final Map<String, String> enumNames = new HashMap<>();
  private final List<EnumType> enums = new ArrayList<>();
  private final List<Reference> references = new ArrayList<>();
  private final List<Uses.Table> queries = new ArrayList<>();

  /**
   * A column.
   *
   * @param key its name in the code
   * @param type the name of the function that makes it; its constant for a list of values
   */
  private record Column(String key, Attribute attribute, String type) {}

  private record Table(
      String name,
      List<Column> columns,
      List<String> identifier,
      List<List<String>> unique,
      Database database,
      Place place) {

    String column(String key) {
      return columns.stream()
          .filter(each -> each.key().equals(key))
          .map(each -> each.attribute().name())
          .findFirst()
          .orElse(key);
    }
  }

  /** A reference by constants: table and key of a column, to table and key of another. */
  private record Reference(
      String fromTable,
      List<String> fromKeys,
      String toTable,
      List<String> toKeys,
      String onDelete,
      boolean inferred,
      Place place) {}

  void read(ParsedFile file) {
    String source = file.source();
    if (source.contains("Table(") || source.contains("Enum(")) {
      file.all(CodeParser.Part.UNITS).stream()
          .filter(unit -> unit.is("variable_declarator"))
          .forEach(this::readConstant);
    }
    if (source.contains("relations(")) {
      file.calls().stream()
          .filter(call -> call.calledName().filter("relations"::equals).isPresent())
          .forEach(this::readRelations);
    }
    if (source.contains("db") || source.contains("tx")) {
      file.calls().forEach(this::readQuery);
    }
  }

  private void readConstant(Node declarator) {
    var call =
        declarator.field("value").map(Node::unwrapped).filter(each -> each.is("call_expression"));
    String function = call.flatMap(Node::calledName).orElse("");
    String constant = declarator.field("name").map(Node::text).orElse("");
    if (ENUM_FUNCTIONS.contains(function)) {
      call.get()
          .argument(0)
          .flatMap(Node::literal)
          .ifPresent(name -> {
            enumNames.put(constant, name);
            enums.add(
                new EnumType(
                    name,
                    call
                        .get()
                        .argument(1)
                        .map(list -> list.unwrapped().children())
                        .orElse(List.of())
                        .stream()
                        .flatMap(value -> value.literal().stream())
                        .toList(),
                    declarator.place()));
          });
    } else if (TABLE_FUNCTIONS.contains(function) && call.get().arguments().size() >= 2) {
      boolean other = function.startsWith("mysql") || function.startsWith("sqlite");
      call.get()
          .argument(0)
          .flatMap(Node::literal)
          .ifPresent(name ->
              tables.put(
                  constant,
                  table(
                      constant, name, call.get(), other ? Database.OTHER_SQL : Database.POSTGRES)));
    }
  }

  private Table table(String constant, String name, Node call, Database database) {
    var columns = new ArrayList<Column>();
    var identifier = new ArrayList<String>();
    var unique = new ArrayList<List<String>>();
    call
        .argument(1)
        .map(Node::unwrapped)
        .map(each -> each.is("arrow_function") ? each.field("body").orElse(each) : each)
        .stream()
        .flatMap(DrizzleSchema::pairs)
        .forEach(pair -> {
          var key = pair.field("key").map(Node::keyText);
          var value = pair.field("value").map(Node::unwrapped);
          if (key.isPresent() && value.isPresent()) {
            columns.add(column(constant, key.get(), value.get(), identifier, unique));
          }
        });
    var table = new Table(name, columns, identifier, unique, database, call.place());
    call.argument(2).ifPresent(extras -> readExtras(constant, table, extras));
    return table;
  }

  /** The columns of a table, with those of an object that is spread into it. */
  private static Stream<Node> pairs(Node object) {
    return object.unwrapped().children().stream()
        .flatMap(child ->
            child.is("spread_element")
                ? child.children().stream().limit(1).map(Constants::of).flatMap(Literals::pairs)
                : Stream.of(child).filter(each -> each.is("pair")));
  }

  private Column column(
      String constant, String key, Node value, List<String> identifier, List<List<String>> unique) {
    var steps = steps(value);
    var made = steps.isEmpty() ? Optional.<Node>empty() : Optional.of(steps.getFirst());
    String function = made.flatMap(Node::calledName).orElse("any");
    String name = made.flatMap(each -> each.argument(0)).flatMap(Node::literal).orElse(key);
    String type = made.map(each -> type(function, each)).orElse(function);
    boolean required = false;
    boolean generated = function.toLowerCase(Locale.ROOT).contains("serial");
    String defaultValue = null;
    for (var step : steps) {
      switch (step.calledName().orElse("")) {
        case "notNull" -> required = true;
        case "primaryKey" -> {
          required = true;
          identifier.add(name);
        }
        case "unique" -> unique.add(List.of(name));
        case "array" -> type += "[]";
        case "default" -> defaultValue = step.argument(0).map(DrizzleSchema::plain).orElse(null);
        case "defaultNow" -> defaultValue = "now()";
        case "defaultRandom" -> defaultValue = "gen_random_uuid()";
        case "$defaultFn", "$default" -> defaultValue = "set by the server's code";
        case "generatedAlwaysAs",
            "generatedAlwaysAsIdentity",
            "generatedByDefaultAsIdentity",
            "autoincrement" ->
            generated = true;
        case "references" -> readReference(constant, key, step);
        default -> {
          // Says nothing that a spec keeps.
        }
      }
    }
    var attribute =
        new Attribute(
            name,
            type,
            required,
            defaultValue,
            generated,
            made.flatMap(DrizzleSchema::values).orElse(null),
            value.place());
    return new Column(key, attribute, function);
  }

  /** The calls of {@code text("name").notNull().unique()}, in their order. */
  private static List<Node> steps(Node value) {
    var steps = new ArrayList<Node>();
    var call = Optional.of(value);
    while (call.isPresent() && call.get().is("call_expression")) {
      steps.addFirst(call.get());
      call =
          call.get()
              .callee()
              .filter(callee -> callee.is("member_expression"))
              .flatMap(Node::object)
              .map(Node::unwrapped);
    }
    return steps;
  }

  /** As SQL writes it: {@code varchar(40)}, {@code numeric(10, 2)}. */
  private static String type(String function, Node call) {
    String name =
        function.equals("doublePrecision")
            ? "double precision"
            : function.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    String size =
        Stream.of("length", "precision", "scale", "dimensions")
            .flatMap(option -> option(call, option))
            .map(Node::text)
            .collect(Collectors.joining(", "));
    boolean zoned = option(call, "withTimezone").anyMatch(each -> each.is("true"));
    return name + (size.isEmpty() ? "" : "(" + size + ")") + (zoned ? " with time zone" : "");
  }

  private static Stream<Node> option(Node call, String name) {
    return call.arguments().stream().flatMap(each -> each.value(name).stream());
  }

  /** {@code text("status", {enum: ["open", "done"]})}: the database itself does not insist. */
  private static Optional<String> values(Node call) {
    String values =
        option(call, "enum")
            .flatMap(list -> Constants.of(list).children().stream())
            .flatMap(each -> each.literal().stream())
            .collect(Collectors.joining(", "));
    return values.isEmpty() ? Optional.empty() : Optional.of("One of " + values + ".");
  }

  /** A literal as SQL writes it. */
  private static String plain(Node value) {
    return value
        .literal()
        .map(text -> "'" + text + "'")
        .orElseGet(() -> value.unwrapped().text().replaceAll("^sql(?:<[^>]*>)?`|`$", ""));
  }

  private void readReference(String constant, String key, Node call) {
    call.argument(0)
        .flatMap(arrow -> arrow.field("body"))
        .map(Node::unwrapped)
        .filter(body -> body.is("member_expression"))
        .ifPresent(target ->
            references.add(
                new Reference(
                    constant,
                    List.of(key),
                    target.object().map(Node::text).orElse(""),
                    List.of(target.property().orElse("id")),
                    call.argument(1)
                        .flatMap(options -> options.value("onDelete"))
                        .flatMap(Node::literal)
                        .orElse("no action"),
                    false,
                    call.place())));
  }

  /** Keys over several columns, which stand in the third argument. */
  private void readExtras(String constant, Table table, Node extras) {
    for (var call : extras.file().calls()) {
      if (!extras.encloses(call)) {
        continue;
      }
      switch (call.calledName().orElse("")) {
        case "on" -> {
          boolean unique =
              steps(call).getFirst().calledName().filter(UNIQUE_FUNCTIONS::contains).isPresent();
          // With a condition it says nothing of the other rows.
          boolean partial =
              call.chain().stream()
                  .anyMatch(each -> each.calledName().filter("where"::equals).isPresent());
          var columns = columns(table, call.arguments());
          if (unique && !partial && !columns.isEmpty() && !table.unique().contains(columns)) {
            table.unique().add(columns);
          }
        }
        case "primaryKey" -> {
          if (table.identifier().isEmpty()) {
            var listed = call.argument(0).flatMap(options -> options.value("columns"));
            table
                .identifier()
                .addAll(columns(table, listed.map(Node::children).orElse(call.arguments())));
          }
        }
        case "foreignKey" -> {
          var from = properties(call.argument(0).flatMap(each -> each.value("columns")));
          var target = call.argument(0).flatMap(each -> each.value("foreignColumns"));
          var to = properties(target);
          var owner =
              target.stream()
                  .flatMap(each -> each.children().stream())
                  .flatMap(each -> each.object().stream())
                  .map(Node::text)
                  .findFirst();
          if (!from.isEmpty() && owner.isPresent()) {
            references.add(
                new Reference(
                    constant,
                    from,
                    owner.get(),
                    to,
                    call.chain().stream()
                        .filter(each -> each.calledName().filter("onDelete"::equals).isPresent())
                        .findFirst()
                        .flatMap(each -> each.argument(0))
                        .flatMap(Node::literal)
                        .orElse("no action"),
                    false,
                    call.place()));
          }
        }
        default -> {
          // An index, a policy, a check.
        }
      }
    }
  }

  private static List<String> columns(Table table, List<Node> nodes) {
    return nodes.stream().flatMap(each -> each.property().stream()).map(table::column).toList();
  }

  /** {@code relations(posts, ({one}) => ({author: one(users, {fields, references})}))}. */
  private void readRelations(Node call) {
    var owner = call.argument(0).map(Node::text);
    for (var one : call.file().calls()) {
      if (owner.isEmpty()
          || !call.span().contains(one.place())
          || one.calledName().filter("one"::equals).isEmpty()) {
        continue;
      }
      var options = one.argument(1);
      var from = properties(options.flatMap(each -> each.value("fields")));
      var to = properties(options.flatMap(each -> each.value("references")));
      if (!from.isEmpty()) {
        references.add(
            new Reference(
                owner.get(),
                from,
                one.argument(0).map(Node::text).orElse(""),
                to,
                "no action",
                true,
                one.place()));
      }
    }
  }

  private static List<String> properties(Optional<Node> list) {
    return list.map(
            each -> each.children().stream().flatMap(item -> item.property().stream()).toList())
        .orElse(List.of());
  }

  private void readQuery(Node call) {
    String name = call.calledName().orElse("");
    switch (name) {
      case "from" -> {
        // Array.from(users) is none.
        boolean selects =
            steps(call).stream()
                .anyMatch(step -> step.calledName().filter(SELECTS::contains).isPresent());
        if (selects) {
          query(call, "select");
        }
      }
      case "leftJoin", "innerJoin", "rightJoin", "fullJoin", "$count" -> query(call, "select");
      case "insert" -> {
        boolean upsert =
            call.chain().stream()
                .anyMatch(each ->
                    each.calledName().filter(next -> next.startsWith("onConflict")).isPresent());
        query(call, upsert ? "upsert" : "insert");
      }
      case "update", "delete" -> query(call, name);
      case "findMany", "findFirst" ->
          call.callee()
              .flatMap(Node::object)
              .filter(table ->
                  table.object().flatMap(Node::property).filter("query"::equals).isPresent())
              .flatMap(Node::property)
              .ifPresent(table -> queries.add(query(table, "select", call)));
      default -> {
        // No query.
      }
    }
  }

  private void query(Node call, String operation) {
    call.argument(0)
        .flatMap(DrizzleSchema::constant)
        .ifPresent(table -> queries.add(query(table, operation, call)));
  }

  /** The constant of {@code users} and of {@code schema.users}. */
  private static Optional<String> constant(Node table) {
    return table.is("identifier") ? Optional.of(table.text()) : table.property();
  }

  private static Uses.Table query(String constant, String operation, Node call) {
    var filters = new ArrayList<String>();
    String name = call.calledName().orElse("");
    // What is joined is bound by its condition, an aggregate is one row.
    boolean bounded =
        !operation.equals("select")
            || Set.of("findFirst", "$count").contains(name)
            || name.endsWith("Join")
            || isAggregate(call);
    for (var step : call.chain()) {
      switch (step.calledName().orElse("")) {
        case "where" -> {
          bounded = true;
          step.argument(0).ifPresent(condition -> collect(condition, constant, filters));
        }
        case "limit" -> bounded = true;
        default -> {
          // Neither filters nor limits.
        }
      }
    }
    bounded |=
        call.argument(0)
            .flatMap(options -> options.value("where").or(() -> options.value("limit")))
            .isPresent();
    var keys =
        call.chain().stream()
            .filter(step -> step.calledName().filter(Set.of("values", "set")::contains).isPresent())
            .flatMap(step -> step.argument(0).stream())
            .flatMap(row -> Literals.keysOfRow(row).stream())
            .toList();
    return new Uses.Table(
        constant,
        List.of(operation),
        Uses.Via.DRIZZLE,
        filters,
        keys,
        bounded,
        Loops.contain(call),
        call.place());
  }

  private static boolean isAggregate(Node from) {
    return from.chain().stream()
            .noneMatch(step -> step.calledName().filter("groupBy"::equals).isPresent())
        && steps(from).stream()
            .filter(step -> step.calledName().filter(SELECTS::contains).isPresent())
            .flatMap(step -> step.argument(0).stream())
            .anyMatch(columns -> AGGREGATE.matcher(columns.text()).matches());
  }

  private static void collect(Node condition, String constant, List<String> filters) {
    if (condition.is("member_expression")
        && condition
            .object()
            .flatMap(DrizzleSchema::constant)
            .filter(constant::equals)
            .isPresent()) {
      condition.property().ifPresent(filters::add);
      return;
    }
    condition.children().forEach(child -> collect(child, constant, filters));
  }

  /** True if tables of PostgreSQL are declared. */
  boolean isPostgres() {
    return tables.values().stream().anyMatch(table -> table.database() == Database.POSTGRES);
  }

  /** The queries of tables that are known, under the tables' own names. */
  List<Uses.Table> queries() {
    return queries.stream()
        .flatMap(query ->
            Stream.ofNullable(tables.get(query.name()))
                .map(table ->
                    new Uses.Table(
                        table.name(),
                        query.operations(),
                        query.via(),
                        query.filters().stream().map(table::column).toList(),
                        query.keys().stream().map(table::column).toList(),
                        query.bounded(),
                        query.repeated(),
                        query.place())))
        .toList();
  }

  Declared declared() {
    var entities =
        tables.values().stream()
            .sorted(Comparator.comparing(Table::place))
            .map(table ->
                new Entity(
                    table.name(),
                    Origin.DRIZZLE,
                    false,
                    null,
                    table.columns().stream().map(this::typed).toList(),
                    table.identifier(),
                    table.unique(),
                    table.database(),
                    table.place()))
            .toList();
    var relationships = new ArrayList<Relationship>();
    references.stream()
        .sorted(Comparator.comparing(Reference::inferred))
        .forEach(reference -> {
          var made = relationship(reference);
          if (made != null
              && relationships.stream()
                  .noneMatch(each ->
                      each.from().equals(made.from())
                          && each.fromAttributes().equals(made.fromAttributes()))) {
            relationships.add(made);
          }
        });
    return new Declared(entities, relationships, enums, List.of(), List.of());
  }

  /** With the name of its list of values, which may be declared in a later file. */
  private Attribute typed(Column column) {
    var attribute = column.attribute();
    String values = enumNames.get(column.type());
    String list = attribute.type().endsWith("[]") ? "[]" : "";
    return new Attribute(
        attribute.name(),
        values == null ? attribute.type() : values + list,
        attribute.required(),
        attribute.defaultValue(),
        attribute.generated(),
        attribute.about(),
        attribute.place());
  }

  private @Nullable Relationship relationship(Reference reference) {
    var from = tables.get(reference.fromTable());
    var to = tables.get(reference.toTable());
    if (from == null || to == null) {
      return null;
    }
    var columns = reference.fromKeys().stream().map(from::column).toList();
    boolean required =
        from.columns().stream()
            .filter(each -> columns.contains(each.attribute().name()))
            .allMatch(each -> each.attribute().required());
    return new Relationship(
        from.name() + "_" + String.join("_", columns),
        from.name(),
        columns,
        to.name(),
        reference.toKeys().stream().map(to::column).toList(),
        from.unique().contains(columns) || from.identifier().equals(columns),
        required,
        reference.onDelete(),
        reference.inferred(),
        reference.place());
  }
}
