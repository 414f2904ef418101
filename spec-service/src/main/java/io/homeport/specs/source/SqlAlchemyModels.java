package io.homeport.specs.source;

import io.homeport.specs.Place;
import io.homeport.specs.declared.Declared;
import io.homeport.specs.declared.Declared.Attribute;
import io.homeport.specs.declared.Declared.Database;
import io.homeport.specs.declared.Declared.Entity;
import io.homeport.specs.declared.Declared.EnumType;
import io.homeport.specs.declared.Declared.Origin;
import io.homeport.specs.declared.Declared.Relationship;
import io.homeport.specs.source.CodeParser.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads models of SQLAlchemy, with {@code Column(…)} or {@code Mapped[…]}, of SQLModel and of
 * Flask-SQLAlchemy, and the queries made with them. Tables are known by their classes, in whichever
 * file.
 *
 * @see <a href="https://docs.sqlalchemy.org/en/20/orm/declarative_tables.html">Declarative
 *     tables</a>
 */
final class SqlAlchemyModels {

  private static final Set<String> COLUMNS = Set.of("Column", "mapped_column", "Field");
  private static final Set<String> RELATIONS =
      Set.of("relationship", "Relationship", "dynamic_relationship");
  private static final Set<String> STATEMENTS = Set.of("select", "insert", "update", "delete");
  private static final Pattern LIST =
      Pattern.compile("(?is).*\\b(?:list|set|sequence|dynamic\\w*|writeonly\\w*)\\[.*");
  private static final Set<String> NARROWING =
      Set.of("where", "filter", "filter_by", "limit", "first");
  private static final int LONGEST_TYPE = 200;
  private static final Pattern NAMED = Pattern.compile("[\"']?(\\w+)[\"']?\\W*");
  private static final Pattern ADDRESS =
      Pattern.compile("\\b(postgres(?:ql)?|sqlite|mysql|mariadb|mssql|oracle)(?:\\+\\w+)?://");
  private static final Pattern POSTGRES =
      Pattern.compile("sqlalchemy\\.dialects\\.postgresql|import (?:psycopg2?|asyncpg)\\b");

  private final Map<String, Model> models = new LinkedHashMap<>();
  private final Map<String, EnumType> enums = new TreeMap<>();
  private final Set<String> usedEnums = new HashSet<>();
  private final List<Uses.Table> queries = new ArrayList<>();

  /** The names that each function of the file narrows, asked for once. */
  private final Map<Node, Set<String>> narrowed = new HashMap<>();

  private boolean postgres;
  private boolean other;

  /**
   * A column.
   *
   * @param key its name in the code
   * @param target what it refers to, as {@code users.id}; null for nothing
   */
  private record Column(
      String key,
      Attribute attribute,
      boolean identifies,
      boolean unique,
      @Nullable String target,
      String onDelete) {}

  /** A relationship of the code: to which class, and whether it is to many. */
  private record Relation(String to, boolean many) {}

  /**
   * A class, or a table without one.
   *
   * @param table its table; null when its class gives none
   */
  private record Model(
      String name,
      List<String> bases,
      @Nullable String table,
      boolean kept,
      List<Column> columns,
      List<List<String>> unique,
      List<Relation> relations,
      Place place) {}

  void read(ParsedFile file) {
    narrowed.clear();
    String source = file.source();
    var addresses = ADDRESS.matcher(source);
    while (addresses.find()) {
      postgres |= addresses.group(1).startsWith("postgres");
      other |= !addresses.group(1).startsWith("postgres");
    }
    postgres |= POSTGRES.matcher(source).find();
    if (source.contains("sqlalchemy")
        || source.contains("sqlmodel")
        || source.contains("db.Model")) {
      file.all(Part.CLASSES).forEach(this::readClass);
      file.all(Part.ASSIGNMENTS).forEach(this::readTable);
    } else if (source.contains("Enum")) {
      file.all(Part.CLASSES).forEach(this::readEnum);
    }
    file.calls().forEach(this::readQuery);
    file.accesses().forEach(this::readManager);
    file.all(Part.ASSIGNMENTS).forEach(this::readChange);
  }

  private static List<Node> superclasses(Node type) {
    return type.field("superclasses").map(Node::children).orElse(List.of());
  }

  static List<Node> statements(Node type) {
    return type.field("body").stream()
        .flatMap(body -> body.children().stream())
        .flatMap(
            each -> each.is("expression_statement") ? each.children().stream() : Stream.of(each))
        .toList();
  }

  private void readEnum(Node type) {
    boolean isEnum =
        superclasses(type).stream()
            .anyMatch(base -> base.text().matches("(?:\\w+\\.)?(?:Str|Int)?Enum"));
    String name = type.field("name").map(Node::text).orElse("");
    if (isEnum) {
      var values =
          statements(type).stream()
              .filter(each -> each.is("assignment"))
              .flatMap(each -> each.field("left").stream())
              .map(Node::text)
              .toList();
      enums.putIfAbsent(name, new EnumType(name.toLowerCase(Locale.ROOT), values, type.place()));
    }
  }

  private void readClass(Node type) {
    readEnum(type);
    String name = type.field("name").map(Node::text).orElse("");
    var bases =
        superclasses(type).stream()
            .filter(each -> !each.is("keyword_argument"))
            .map(each -> PythonObjects.lastName(each.text()))
            .toList();
    boolean sqlModel =
        superclasses(type).stream()
            .filter(each -> each.is("keyword_argument"))
            .anyMatch(each -> each.text().replace(" ", "").equals("table=True"));
    boolean flask = superclasses(type).stream().anyMatch(each -> each.text().equals("db.Model"));
    var columns = new ArrayList<Column>();
    var unique = new ArrayList<List<String>>();
    var relations = new ArrayList<Relation>();
    String table = null;
    boolean isAbstract = false;
    for (var statement : statements(type)) {
      if (!statement.is("assignment")) {
        continue;
      }
      String key = statement.field("left").map(Node::text).orElse("");
      var value = statement.field("right").map(Node::unwrapped);
      switch (key) {
        case "__tablename__" -> table = value.flatMap(Node::literal).orElse(null);
        case "__abstract__" -> isAbstract = true;
        case "__table_args__" -> value.ifPresent(each -> readArguments(each, unique));
        default -> {
          relation(statement).ifPresent(relations::add);
          column(key, statement).ifPresent(columns::add);
        }
      }
    }
    if (table == null && sqlModel) {
      table = name.toLowerCase(Locale.ROOT);
    } else if (table == null && flask) {
      table = name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }
    var model =
        new Model(
            name,
            bases,
            table,
            table != null && !isAbstract,
            columns,
            unique,
            relations,
            type.place());
    models.merge(name, model, (before, now) -> before.kept() ? before : now);
  }

  /** {@code tags = Table("tags", metadata, Column(…), …)}, as tables between two others are. */
  private void readTable(Node assignment) {
    var call = assignment.field("right").filter(each -> each.is("call"));
    var name = call.flatMap(each -> each.argument(0)).flatMap(Node::literal);
    if (call.flatMap(Node::calledName).filter("Table"::equals).isEmpty() || name.isEmpty()) {
      return;
    }
    var columns = new ArrayList<Column>();
    var unique = new ArrayList<List<String>>();
    for (var argument : call.get().arguments()) {
      if (argument.calledName().filter("Column"::equals).isPresent()) {
        argument
            .argument(0)
            .flatMap(Node::literal)
            .ifPresent(key -> columns.add(column(key, argument, "")));
      }
    }
    readArguments(call.get(), unique);
    String constant = assignment.field("left").map(Node::text).orElse("");
    models.putIfAbsent(
        constant,
        new Model(
            constant, List.of(), name.get(), true, columns, unique, List.of(), call.get().place()));
  }

  private static void readArguments(Node arguments, List<List<String>> unique) {
    for (var call : arguments.all(Part.CALLS)) {
      String name = call.calledName().orElse("");
      var texts = call.arguments().stream().flatMap(each -> each.literal().stream()).toList();
      if (name.equals("UniqueConstraint") && !texts.isEmpty()) {
        unique.add(texts);
      } else if (name.equals("Index") && isTrue(call, "unique") && texts.size() > 1) {
        unique.add(texts.subList(1, texts.size()));
      }
    }
  }

  private static boolean isTrue(Node call, String keyword) {
    return call.keyword(keyword).map(Node::text).filter("True"::equals).isPresent();
  }

  /** Empty for one that is longer than types are. */
  private static String annotation(Node assignment) {
    return assignment
        .field("type")
        .map(Node::text)
        .filter(each -> each.length() <= LONGEST_TYPE)
        .orElse("");
  }

  private static Optional<Relation> relation(Node assignment) {
    var call = assignment.field("right").filter(each -> each.is("call"));
    if (call.flatMap(Node::calledName).filter(RELATIONS::contains).isEmpty()) {
      return Optional.empty();
    }
    String type = annotation(assignment);
    String inner = type.replaceAll("(?s)^.*\\[|Optional|\\s*\\|\\s*None|].*$", "");
    var to =
        call.flatMap(each -> each.argument(0))
            .filter(each -> !each.is("keyword_argument"))
            .map(each -> each.literal().orElseGet(each::text))
            .orElse(inner);
    boolean single =
        call.flatMap(each -> each.keyword("uselist"))
                .map(Node::text)
                .filter("False"::equals)
                .isPresent()
            || !type.isEmpty() && !LIST.matcher(type).matches();
    var named = NAMED.matcher(PythonObjects.lastName(to));
    return named.matches() ? Optional.of(new Relation(named.group(1), !single)) : Optional.empty();
  }

  private Optional<Column> column(String key, Node assignment) {
    String type = annotation(assignment);
    var value = assignment.field("right").map(Node::unwrapped);
    var call = value.filter(each -> each.is("call"));
    String made = call.flatMap(Node::calledName).orElse("");
    if (key.startsWith("_") || type.contains("ClassVar") || RELATIONS.contains(made)) {
      return Optional.empty();
    }
    if (COLUMNS.contains(made)) {
      return Optional.of(column(key, call.get(), type));
    }
    if (type.isEmpty() || key.equals("model_config")) {
      return Optional.empty();
    }
    String plain = plain(type);
    String defaultValue = value.map(Node::text).filter(each -> !each.equals("None")).orElse(null);
    return Optional.of(
        new Column(
            key,
            new Attribute(
                key,
                typed(plain),
                !isOptional(type),
                defaultValue,
                false,
                null,
                assignment.place()),
            false,
            false,
            null,
            ""));
  }

  private static boolean isOptional(String type) {
    return type.contains("Optional[") || type.contains("None");
  }

  /** The type in {@code Mapped[Optional[str]]}. */
  private static String plain(String type) {
    return type.replaceFirst("^(?:\\w+\\.)?Mapped\\[(.*)]$", "$1")
        .replaceFirst("^(?:\\w+\\.)?Optional\\[(.*)]$", "$1")
        .replaceFirst("\\s*\\|\\s*None$", "");
  }

  private Column column(String key, Node call, String annotation) {
    boolean field = call.calledName().filter("Field"::equals).isPresent();
    String name = key;
    String type = plain(annotation);
    String target = call.keyword("foreign_key").flatMap(Node::literal).orElse(null);
    String onDelete = call.keyword("ondelete").flatMap(Node::literal).orElse("no action");
    boolean computed = false;
    for (var argument : field ? List.<Node>of() : call.arguments()) {
      String called = argument.calledName().orElse("");
      if (argument.is("keyword_argument")) {
        continue;
      }
      if (argument.literal().isPresent()) {
        name = argument.literal().get();
      } else if (called.equals("ForeignKey")) {
        target =
            argument.argument(0).map(each -> each.literal().orElseGet(each::text)).orElse(null);
        onDelete = argument.keyword("ondelete").flatMap(Node::literal).orElse("no action");
      } else if (called.equals("Identity") || called.equals("Computed")) {
        computed = true;
      } else if (!called.equals("Sequence") && !called.endsWith("Constraint")) {
        type = listed(argument).orElseGet(() -> argument.text().replaceFirst("^\\w+\\.", ""));
      }
    }
    boolean identifies = isTrue(call, "primary_key");
    var nullable = call.keyword("nullable").map(Node::text);
    boolean required =
        identifies
            || nullable
                .map(each -> each.equals("False"))
                .orElse(!annotation.isEmpty() && !isOptional(annotation));
    boolean counted =
        identifies
            && target == null
            && type.matches("(?i)(?:big|small)?int(?:eger)?")
            && call.keyword("autoincrement").map(Node::text).filter("False"::equals).isEmpty();
    String defaultValue =
        Stream.of("default", "server_default", "default_factory")
            .flatMap(each -> call.keyword(each).stream())
            .findFirst()
            .or(() ->
                field
                    ? call.argument(0).filter(each -> !each.is("keyword_argument"))
                    : Optional.empty())
            .map(Node::text)
            .filter(each -> !each.equals("None") && !each.equals("..."))
            .orElse(null);
    return new Column(
        key,
        new Attribute(
            name,
            type.isEmpty() ? "any" : typed(type),
            required,
            defaultValue,
            computed || counted && defaultValue == null,
            null,
            call.place()),
        identifies,
        isTrue(call, "unique"),
        target,
        onDelete.toLowerCase(Locale.ROOT));
  }

  /** {@code Enum("open", "paid", name="state")} and {@code Enum(State)}, as a list of values. */
  private Optional<String> listed(Node type) {
    if (type.calledName().filter("Enum"::equals).isEmpty()) {
      return Optional.empty();
    }
    var values = type.arguments().stream().flatMap(each -> each.literal().stream()).toList();
    var name = type.keyword("name").flatMap(Node::literal);
    if (values.isEmpty()) {
      return type.argument(0).map(each -> PythonObjects.lastName(each.text()));
    }
    name.ifPresent(each -> {
      enums.putIfAbsent(each, new EnumType(each, values, type.place()));
      usedEnums.add(each);
    });
    return name;
  }

  private String typed(String type) {
    usedEnums.add(type);
    return type;
  }

  private void readQuery(Node call) {
    String name = call.calledName().orElse("");
    switch (name) {
      case "query" -> {
        if (call.callee().filter(each -> each.is("attribute")).isPresent()) {
          call.arguments().stream()
              .flatMap(each -> PythonObjects.type(each).stream())
              .distinct()
              .forEach(type ->
                  query(type, call, call.argument(0).filter(each -> each.is("call")).isPresent()));
        }
      }
      case "get", "get_or_404" ->
          call.argument(1)
              .flatMap(_ -> call.argument(0))
              .flatMap(PythonObjects::type)
              .ifPresent(type -> add(type, "select", List.of("id"), List.of(), true, call));
      case "join", "outerjoin" ->
          call.argument(0)
              .flatMap(PythonObjects::type)
              .ifPresent(type -> add(type, "select", List.of(), List.of(), true, call));
      case "add", "delete", "merge" ->
          call.argument(0)
              .filter(_ -> call.arguments().size() == 1)
              .ifPresent(each -> readChange(each, name, call));
      case "add_all" ->
          call.argument(0).stream()
              .flatMap(each -> each.children().stream())
              .forEach(each -> readChange(each, "add", call));
      case "setattr" ->
          call.argument(0)
              .flatMap(PythonObjects::instance)
              .filter(each -> !each.made())
              .ifPresent(each -> add(each.type(), "update", List.of(), List.of(), true, call));
      default -> {
        // No query, or a statement.
      }
    }
    if (STATEMENTS.contains(name)) {
      call.argument(0).flatMap(PythonObjects::type).ifPresent(type -> statement(type, name, call));
    }
  }

  private void readChange(Node object, String method, Node call) {
    PythonObjects.instance(object)
        .ifPresent(each -> {
          switch (method) {
            case "delete" -> add(each.type(), "delete", List.of(), List.of(), true, call);
            case "merge" -> add(each.type(), "upsert", List.of(), keywords(object), true, call);
            default -> {
              if (each.made()) {
                add(each.type(), "insert", List.of(), keywords(object), true, call);
              }
            }
          }
        });
  }

  /** The attributes that {@code Order(total=3)} gives. */
  private static List<String> keywords(Node object) {
    return Literals.resolved(object.unwrapped()).arguments().stream()
        .filter(each -> each.is("keyword_argument"))
        .flatMap(each -> each.field("name").stream())
        .map(Node::text)
        .toList();
  }

  /** {@code order.state = "paid"} of an order that was loaded. */
  private void readChange(Node assignment) {
    var left = assignment.field("left").filter(each -> each.is("attribute"));
    var object = left.flatMap(Node::object).filter(each -> each.is("identifier"));
    object
        .filter(each -> !each.text().equals("self"))
        .flatMap(PythonObjects::instance)
        .filter(each -> !each.made())
        .ifPresent(each ->
            add(
                each.type(),
                "update",
                List.of(),
                left.flatMap(Node::property).stream().toList(),
                true,
                assignment));
  }

  /** {@code Order.query.filter_by(…)} of Flask-SQLAlchemy. */
  private void readManager(Node access) {
    if (access.property().filter("query"::equals).isPresent()) {
      access
          .object()
          .filter(each -> each.is("identifier") || each.is("attribute"))
          .flatMap(PythonObjects::type)
          .ifPresent(type -> query(type, access, false));
    }
  }

  private void statement(String type, String operation, Node call) {
    if (operation.equals("select")) {
      query(type, call, call.argument(0).filter(each -> each.is("call")).isPresent());
      return;
    }
    var keys =
        call.chain().stream()
            .filter(step -> step.calledName().filter("values"::equals).isPresent())
            .flatMap(step -> keywords(step).stream())
            .toList();
    boolean upsert =
        call.chain().stream()
            .anyMatch(step ->
                step.calledName().filter(each -> each.startsWith("on_conflict")).isPresent());
    add(type, upsert ? "upsert" : operation, filters(type, call), keys, true, call);
  }

  private void query(String type, Node start, boolean aggregate) {
    String operation = "select";
    boolean bounded = aggregate || narrowedLater(start);
    List<String> keys = List.of();
    for (var step : start.chain()) {
      switch (step.calledName().orElse("")) {
        case "delete" -> operation = "delete";
        case "update" -> {
          operation = "update";
          keys = step.argument(0).map(SqlAlchemyModels::updated).orElse(List.of());
        }
        case "filter",
            "filter_by",
            "where",
            "limit",
            "first",
            "one",
            "one_or_none",
            "get",
            "get_or_404",
            "first_or_404",
            "count",
            "paginate",
            "slice",
            "exists",
            "scalar" ->
            bounded = true;
        default -> {
          // Neither filters nor changes.
        }
      }
    }
    add(type, operation, filters(type, start), keys, bounded || !operation.equals("select"), start);
  }

  private static List<String> updated(Node values) {
    return Stream.concat(
            Literals.keys(values).stream(),
            Literals.pairs(values)
                .flatMap(pair -> pair.field("key").stream())
                .flatMap(key -> key.property().stream()))
        .toList();
  }

  /** {@code statement = statement.where(…)} in the same function. */
  private boolean narrowedLater(Node start) {
    var around = start.ancestors();
    var name =
        around.stream()
            .filter(each -> each.is("assignment"))
            .findFirst()
            .flatMap(each -> each.field("left"))
            .map(Node::text);
    var function = around.stream().filter(each -> each.is("function_definition")).findFirst();
    return name.isPresent()
        && function.isPresent()
        && narrowed
            .computeIfAbsent(function.get(), SqlAlchemyModels::narrowedIn)
            .contains(name.get());
  }

  private static Set<String> narrowedIn(Node function) {
    return function.all(Part.CALLS).stream()
        .filter(each -> each.calledName().filter(NARROWING::contains).isPresent())
        .flatMap(each -> each.callee().flatMap(Node::object).stream())
        .filter(each -> each.is("identifier"))
        .map(Node::text)
        .collect(Collectors.toSet());
  }

  private static List<String> filters(String type, Node start) {
    var filters = new ArrayList<String>();
    for (var step : start.chain()) {
      switch (step.calledName().orElse("")) {
        case "filter_by" -> filters.addAll(keywords(step));
        case "filter", "where" ->
            step.arguments().stream()
                .flatMap(each -> each.all(Part.ACCESSES).stream())
                .filter(each -> each.object().filter(of -> of.is("identifier")).isPresent())
                .filter(each ->
                    each.object().flatMap(PythonObjects::type).filter(type::equals).isPresent())
                .flatMap(each -> each.property().stream())
                .forEach(filters::add);
        case "get", "get_or_404" -> filters.add("id");
        default -> {
          // Searches by nothing.
        }
      }
    }
    return filters;
  }

  private void add(
      String type,
      String operation,
      List<String> filters,
      List<String> keys,
      boolean bounded,
      Node where) {
    queries.add(
        new Uses.Table(
            type,
            List.of(operation),
            Uses.Via.SQLALCHEMY,
            filters,
            keys,
            bounded,
            Loops.contain(where),
            where.place()));
  }

  /** The queries of classes that are tables, under the names of their tables and columns. */
  List<Uses.Table> queries() {
    return queries.stream()
        .flatMap(query ->
            Stream.ofNullable(models.get(query.name()))
                .filter(this::isKept)
                .map(model ->
                    new Uses.Table(
                        table(model),
                        query.operations(),
                        query.via(),
                        columns(model, query.filters()),
                        columns(model, query.keys()),
                        query.bounded(),
                        query.repeated(),
                        query.place())))
        .toList();
  }

  private List<String> columns(Model model, List<String> keys) {
    var all = columns(model, new HashSet<>());
    return keys.stream()
        .flatMap(key -> Stream.ofNullable(all.get(key)))
        .map(column -> column.attribute().name())
        .toList();
  }

  /** A class whose base has a table is kept in that, unless it names its own. */
  private boolean isKept(Model model) {
    return model.kept();
  }

  private static String table(Model model) {
    return String.valueOf(model.table());
  }

  /** With the columns of the classes that it builds on, by their keys. */
  private Map<String, Column> columns(Model model, Set<String> seen) {
    var all = new LinkedHashMap<String, Column>();
    if (seen.add(model.name())) {
      for (String base : model.bases()) {
        var parent = models.get(base);
        if (parent != null && !parent.kept()) {
          columns(parent, seen).forEach(all::put);
        }
      }
    }
    model.columns().forEach(each -> all.put(each.key(), each));
    return all;
  }

  /**
   * What the models say.
   *
   * @param client true if a client of PostgreSQL is among the packages
   */
  Declared declared(boolean client) {
    postgres |= client;
    var entities = new ArrayList<Entity>();
    var relationships = new ArrayList<Relationship>();
    var kept =
        models.values().stream()
            .filter(this::isKept)
            .sorted(Comparator.comparing(Model::place))
            .toList();
    for (var model : kept) {
      var columns = List.copyOf(columns(model, new HashSet<>()).values());
      var unique = new ArrayList<List<String>>();
      columns.stream()
          .filter(Column::unique)
          .forEach(each -> unique.add(List.of(each.attribute().name())));
      model.unique().forEach(each -> unique.add(List.copyOf(named(columns, each))));
      var identifier =
          columns.stream().filter(Column::identifies).map(each -> each.attribute().name()).toList();
      entities.add(
          new Entity(
              table(model),
              Origin.SQLALCHEMY,
              false,
              null,
              columns.stream().map(each -> attribute(each, identifier)).toList(),
              identifier,
              unique,
              postgres ? Database.POSTGRES : other ? Database.OTHER_SQL : null,
              model.place()));
      columns.stream()
          .filter(each -> each.target() != null)
          .flatMap(each -> relationship(model, each, identifier, unique).stream())
          .forEach(relationships::add);
    }
    var lists =
        enums.entrySet().stream()
            .filter(each -> !kept.isEmpty() && usedEnums.contains(each.getKey()))
            .map(Map.Entry::getValue)
            .toList();
    return new Declared(entities, relationships, lists, List.of(), List.of());
  }

  private static List<String> named(List<Column> columns, List<String> keys) {
    return keys.stream()
        .map(key ->
            columns.stream()
                .filter(each -> each.key().equals(key))
                .map(each -> each.attribute().name())
                .findFirst()
                .orElse(key))
        .toList();
  }

  /** With the name of its list of values; of several that identify, none is counted up. */
  private Attribute attribute(Column column, List<String> identifier) {
    var attribute = column.attribute();
    var values = enums.get(attribute.type());
    return new Attribute(
        attribute.name(),
        values == null ? attribute.type() : values.name(),
        attribute.required(),
        attribute.defaultValue(),
        attribute.generated() && !(column.identifies() && identifier.size() > 1),
        attribute.about(),
        attribute.place());
  }

  private Optional<Relationship> relationship(
      Model model, Column column, List<String> identifier, List<List<String>> unique) {
    String target = String.valueOf(column.target());
    int dot = target.lastIndexOf('.');
    String owner = dot < 0 ? target : target.substring(0, dot);
    String plain = owner.substring(owner.lastIndexOf('.') + 1);
    var to =
        Optional.ofNullable(models.get(plain))
            .filter(Model::kept)
            .or(() ->
                models.values().stream()
                    .filter(each -> each.kept() && plain.equals(each.table()))
                    .findFirst());
    String name = column.attribute().name();
    boolean single =
        to.filter(each ->
                each.relations().stream()
                    .anyMatch(back -> back.to().equals(model.name()) && !back.many()))
            .filter(each ->
                columns(each, new HashSet<>()).values().stream()
                    .noneMatch(back ->
                        back.target() != null && back.target().startsWith(table(model) + ".")))
            .isPresent();
    return to.map(each ->
        new Relationship(
            table(model) + "_" + name,
            table(model),
            List.of(name),
            table(each),
            List.of(dot < 0 ? "id" : target.substring(dot + 1)),
            single || unique.contains(List.of(name)) || identifier.equals(List.of(name)),
            column.attribute().required(),
            column.onDelete().isEmpty() ? "no action" : column.onDelete(),
            false,
            column.attribute().place()));
  }
}
