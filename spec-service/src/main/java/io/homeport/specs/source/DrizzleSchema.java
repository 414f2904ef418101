package io.homeport.specs.source;

import io.homeport.specs.Place;
import io.homeport.specs.declared.Declared;
import io.homeport.specs.declared.Declared.Attribute;
import io.homeport.specs.declared.Declared.Entity;
import io.homeport.specs.declared.Declared.EnumType;
import io.homeport.specs.declared.Declared.Origin;
import io.homeport.specs.declared.Declared.Relationship;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads Drizzle's schemas, {@code pgTable("users", {…})}, and the queries made with them. Tables
 * are known by the constants that hold them, in whichever file.
 *
 * @see <a href="https://orm.drizzle.team/docs/sql-schema-declaration">Schema declaration</a>
 */
final class DrizzleSchema {

  private static final Set<String> TABLE_FUNCTIONS =
      Set.of("pgTable", "mysqlTable", "sqliteTable", "pgTableCreator", "createTable");
  private static final Set<String> ENUM_FUNCTIONS = Set.of("pgEnum", "mysqlEnum");

  private final Map<String, Table> tables = new HashMap<>();
  private final Map<String, String> enumNames = new HashMap<>();
  private final List<EnumType> enums = new ArrayList<>();
  private final List<Reference> references = new ArrayList<>();
  private final List<Uses.Table> queries = new ArrayList<>();
  private boolean postgres;

  private record Column(String key, Attribute attribute, String typeFunction) {}

  private record Table(
      String name,
      List<Column> columns,
      List<String> identifier,
      List<List<String>> unique,
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
    } else if (TABLE_FUNCTIONS.contains(function)
        || function.equals("table") && call.get().arguments().size() >= 2) {
      call.get()
          .argument(0)
          .flatMap(Node::literal)
          .ifPresent(name -> {
            postgres |= !function.startsWith("mysql") && !function.startsWith("sqlite");
            tables.put(constant, table(constant, name, call.get()));
          });
    }
  }

  private Table table(String constant, String name, Node call) {
    var columns = new ArrayList<Column>();
    var identifier = new ArrayList<String>();
    var unique = new ArrayList<List<String>>();
    var object =
        call.argument(1)
            .map(Node::unwrapped)
            .map(each ->
                each.is("arrow_function")
                    ? each.field("body").map(Node::unwrapped).orElse(each)
                    : each);
    object.stream()
        .flatMap(Literals::pairs)
        .forEach(pair -> {
          var key = pair.field("key").map(Node::keyText);
          var value = pair.field("value").map(Node::unwrapped);
          if (key.isPresent() && value.isPresent()) {
            columns.add(column(constant, key.get(), value.get(), identifier, unique));
          }
        });
    var table = new Table(name, columns, identifier, unique, call.place());
    call.argument(2).ifPresent(extras -> readExtras(table, extras));
    return table;
  }

  private Column column(
      String constant, String key, Node value, List<String> identifier, List<List<String>> unique) {
    var steps = new ArrayList<Node>();
    var call = Optional.of(value);
    while (call.isPresent() && call.get().is("call_expression")) {
      steps.addFirst(call.get());
      call =
          call.get()
              .callee()
              .flatMap(
                  callee -> callee.is("member_expression") ? callee.object() : Optional.empty())
              .map(Node::unwrapped);
    }
    String type = steps.isEmpty() ? "any" : steps.getFirst().calledName().orElse("any");
    String name =
        steps.isEmpty() ? key : steps.getFirst().argument(0).flatMap(Node::literal).orElse(key);
    boolean required = false;
    boolean generated = type.toLowerCase(java.util.Locale.ROOT).contains("serial");
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
        case "generatedAlwaysAsIdentity", "generatedByDefaultAsIdentity", "autoincrement" ->
            generated = true;
        case "references" -> readReference(constant, key, step);
        default -> {
          // Says nothing that a spec keeps.
        }
      }
    }
    return new Column(
        key,
        new Attribute(name, type, required, defaultValue, generated, null, value.place()),
        type);
  }

  private static String plain(Node value) {
    return value.unwrapped().text().replaceAll("^sql(?:<[^>]*>)?`|`$", "");
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

  private static void readExtras(Table table, Node extras) {
    for (var call : extras.file().calls()) {
      if (!extras.span().contains(call.place())) {
        continue;
      }
      String name = call.calledName().orElse("");
      if (name.equals("on")
          && call.callee().map(Node::text).filter(text -> text.contains("unique")).isPresent()) {
        var columns =
            call.arguments().stream()
                .flatMap(each -> each.property().stream())
                .map(table::column)
                .toList();
        if (!columns.isEmpty() && !table.unique().contains(columns)) {
          table.unique().add(columns);
        }
      } else if (name.equals("primaryKey") && table.identifier().isEmpty()) {
        call.argument(0)
            .flatMap(options -> options.value("columns"))
            .map(list ->
                list.children().stream()
                    .flatMap(each -> each.property().stream())
                    .map(table::column)
                    .toList())
            .ifPresent(table.identifier()::addAll);
      }
    }
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
    switch (call.calledName().orElse("")) {
      case "from", "leftJoin", "innerJoin" ->
          call.argument(0)
              .filter(each -> each.is("identifier"))
              .ifPresent(table -> queries.add(query(table.text(), "select", call)));
      case "insert" -> {
        var table = call.argument(0).filter(each -> each.is("identifier"));
        boolean upsert =
            call.chain().stream()
                .anyMatch(each ->
                    each.calledName().filter(name -> name.startsWith("onConflict")).isPresent());
        table.ifPresent(
            each -> queries.add(query(each.text(), upsert ? "upsert" : "insert", call)));
      }
      case "update", "delete" ->
          call.argument(0)
              .filter(each -> each.is("identifier"))
              .ifPresent(table ->
                  queries.add(query(table.text(), call.calledName().orElse("update"), call)));
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

  private static Uses.Table query(String constant, String operation, Node call) {
    var filters = new ArrayList<String>();
    boolean bounded =
        !operation.equals("select") || call.calledName().filter("findFirst"::equals).isPresent();
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

  private static void collect(Node condition, String constant, List<String> filters) {
    if (condition.is("member_expression")
        && condition.object().map(Node::text).filter(constant::equals).isPresent()) {
      condition.property().ifPresent(filters::add);
      return;
    }
    condition.children().forEach(child -> collect(child, constant, filters));
  }

  boolean isPostgres() {
    return postgres;
  }

  /** The queries of tables that are known, under the tables' own names. */
  List<Uses.Table> queries() {
    return queries.stream()
        .flatMap(query -> {
          var table = tables.get(query.name());
          if (table == null) {
            return java.util.stream.Stream.empty();
          }
          var named =
              new Uses.Table(
                  table.name(),
                  query.operations(),
                  query.via(),
                  query.filters().stream().map(table::column).toList(),
                  query.keys().stream().map(table::column).toList(),
                  query.bounded(),
                  query.repeated(),
                  query.place());
          return java.util.stream.Stream.of(named);
        })
        .toList();
  }

  Declared declared() {
    var entities =
        tables.values().stream()
            .sorted(java.util.Comparator.comparing(Table::place))
            .map(table ->
                new Entity(
                    table.name(),
                    Origin.DRIZZLE,
                    false,
                    null,
                    table.columns().stream().map(this::typed).toList(),
                    table.identifier(),
                    table.unique(),
                    table.place()))
            .toList();
    var relationships = new ArrayList<Relationship>();
    references.stream()
        .sorted(java.util.Comparator.comparing(Reference::inferred))
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

  private Attribute typed(Column column) {
    var attribute = column.attribute();
    return new Attribute(
        attribute.name(),
        enumNames.getOrDefault(column.typeFunction(), attribute.type()),
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
