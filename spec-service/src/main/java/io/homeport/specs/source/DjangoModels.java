package io.homeport.specs.source;

import io.homeport.specs.Place;
import io.homeport.specs.declared.Declared;
import io.homeport.specs.declared.Declared.Attribute;
import io.homeport.specs.declared.Declared.Database;
import io.homeport.specs.declared.Declared.Entity;
import io.homeport.specs.declared.Declared.Origin;
import io.homeport.specs.declared.Declared.Relationship;
import io.homeport.specs.source.CodeParser.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads models of Django and the queries made with them. A table is named like the folder and the
 * class that it is declared in, unless the class says otherwise.
 *
 * @see <a href="https://docs.djangoproject.com/en/stable/ref/models/">Models</a>
 */
final class DjangoModels {

  private static final String USERS = "auth_user";
  private static final Set<String> ROOTS =
      Set.of(
          "AbstractUser", "AbstractBaseUser", "PermissionsMixin", "MPTTModel", "TimeStampedModel");
  private static final Pattern OF_DJANGO = Pattern.compile("(?:\\w+\\.)?models\\.Model");
  private static final Set<String> TO_ONE = Set.of("ForeignKey", "OneToOneField", "ParentalKey");
  private static final Pattern COUNTED = Pattern.compile("(?:Big|Small)?AutoField");
  private static final Pattern POSTGRES =
      Pattern.compile(
          "django\\.(?:contrib\\.postgres|db\\.backends\\.postgresql|contrib\\.gis\\.db\\.backends\\.postgis)|postgres(?:ql)?://");
  private static final Pattern OTHER =
      Pattern.compile("django\\.db\\.backends\\.(?:sqlite3|mysql|oracle)|(?:sqlite|mysql)://");
  private static final Set<String> FILTERING =
      Set.of("filter", "get", "exclude", "get_or_create", "update_or_create");
  private static final Set<String> NARROWING =
      Set.of(
          "filter",
          "get",
          "exclude",
          "first",
          "last",
          "latest",
          "earliest",
          "count",
          "exists",
          "aggregate",
          "none",
          "in_bulk",
          "get_or_create");

  private final Map<String, Model> models = new LinkedHashMap<>();
  private final List<Uses.Table> queries = new ArrayList<>();
  private @Nullable Place usersUsed;
  private boolean postgres;
  private boolean other;

  /**
   * A field.
   *
   * @param to the class that it refers to; null for none
   * @param many true for a list of those, kept in a table of its own
   * @param through the class that is this table; null when Django makes one
   */
  private record Field(
      String key,
      Attribute attribute,
      boolean identifies,
      boolean unique,
      @Nullable String to,
      boolean many,
      @Nullable String through,
      String onDelete) {}

  private record Model(
      String name,
      List<String> bases,
      String table,
      boolean isAbstract,
      boolean isRoot,
      List<Field> fields,
      List<List<String>> unique,
      Place place) {}

  void read(ParsedFile file) {
    postgres |= POSTGRES.matcher(file.source()).find();
    other |= OTHER.matcher(file.source()).find();
    if (file.source().contains("django")) {
      file.all(Part.CLASSES).forEach(this::readClass);
    }
    file.accesses().forEach(this::readManager);
    file.calls().forEach(this::readCall);
  }

  private void readClass(Node type) {
    String name = type.field("name").map(Node::text).orElse("");
    var written =
        type.field("superclasses").map(Node::children).orElse(List.of()).stream()
            .map(Node::text)
            .toList();
    var bases = written.stream().map(PythonObjects::lastName).toList();
    var fields = new ArrayList<Field>();
    var unique = new ArrayList<List<String>>();
    String table = app(type.file().path()) + name.toLowerCase(Locale.ROOT);
    boolean isAbstract = false;
    for (var statement : SqlAlchemyModels.statements(type)) {
      if (statement.is("assignment")) {
        field(statement).ifPresent(fields::add);
      } else if (statement.is("class_definition")
          && statement.field("name").map(Node::text).filter("Meta"::equals).isPresent()) {
        for (var option : SqlAlchemyModels.statements(statement)) {
          String key = option.field("left").map(Node::text).orElse("");
          var value = option.field("right");
          switch (key) {
            case "abstract" ->
                isAbstract = value.map(Node::text).filter("True"::equals).isPresent();
            case "db_table" ->
                table =
                    value.flatMap(Node::literal).map(each -> each.replace("\"", "")).orElse(table);
            case "unique_together" -> value.ifPresent(each -> together(each, unique));
            case "constraints" -> value.ifPresent(each -> constraints(each, unique));
            default -> {
              // How rows are shown and sorted.
            }
          }
        }
      }
    }
    boolean root =
        written.stream().anyMatch(OF_DJANGO.asMatchPredicate())
            || bases.stream().anyMatch(ROOTS::contains);
    if (!bases.isEmpty()) {
      models.merge(
          name,
          new Model(name, bases, table, isAbstract, root, fields, unique, type.place()),
          (before, now) -> before.isRoot() ? before : now);
    }
  }

  /** {@code shop_} for {@code backend/shop/models.py} and {@code shop/models/orders.py}. */
  private static String app(String path) {
    var folders = path.split("/");
    for (int i = folders.length - 1; i > 0; i--) {
      if (folders[i].equals("models.py") || folders[i].equals("models")) {
        return folders[i - 1] + "_";
      }
    }
    return folders.length > 1 ? folders[folders.length - 2] + "_" : "";
  }

  private static void together(Node value, List<List<String>> unique) {
    var texts = value.children().stream().flatMap(each -> each.literal().stream()).toList();
    if (!texts.isEmpty()) {
      unique.add(texts);
    } else {
      value.children().forEach(each -> together(each, unique));
    }
  }

  /** A constraint with a condition binds some rows only. */
  private static void constraints(Node value, List<List<String>> unique) {
    value.all(Part.CALLS).stream()
        .filter(each -> each.calledName().filter("UniqueConstraint"::equals).isPresent())
        .filter(each -> each.keyword("condition").isEmpty())
        .flatMap(each -> each.keyword("fields").stream())
        .map(each -> each.children().stream().flatMap(name -> name.literal().stream()).toList())
        .filter(each -> !each.isEmpty())
        .forEach(unique::add);
  }

  private static boolean isTrue(Node call, String keyword) {
    return call.keyword(keyword).map(Node::text).filter("True"::equals).isPresent();
  }

  private static Optional<Field> field(Node assignment) {
    var call = assignment.field("right").filter(each -> each.is("call"));
    String kind = call.flatMap(Node::calledName).orElse("");
    boolean many = kind.equals("ManyToManyField");
    boolean refers = many || TO_ONE.contains(kind);
    if (call.isEmpty() || !refers && !kind.endsWith("Field")) {
      return Optional.empty();
    }
    var made = call.get();
    String key = assignment.field("left").map(Node::text).orElse("");
    var target =
        made.argument(0)
            .filter(each -> !each.is("keyword_argument"))
            .or(() -> made.keyword("to"))
            .filter(_ -> refers);
    String column =
        made.keyword("db_column")
            .flatMap(Node::literal)
            .orElse(refers && !many ? key + "_id" : key);
    boolean identifies = isTrue(made, "primary_key");
    String stamp =
        isTrue(made, "auto_now_add")
            ? "auto_now_add"
            : isTrue(made, "auto_now") ? "auto_now" : null;
    String type =
        kind
            + made.keyword("max_length")
                .map(Node::text)
                .filter(each -> each.matches("\\d+"))
                .map("(%s)"::formatted)
                .orElse("");
    return Optional.of(
        new Field(
            key,
            new Attribute(
                column,
                type,
                !isTrue(made, "null"),
                made.keyword("default")
                    .map(Node::text)
                    .filter(each -> !each.equals("None"))
                    .orElse(stamp),
                COUNTED.matcher(kind).matches(),
                made.keyword("help_text").flatMap(Node::literal).orElse(null),
                assignment.place()),
            identifies,
            isTrue(made, "unique") || kind.equals("OneToOneField"),
            target.map(DjangoModels::className).orElse(null),
            many,
            made.keyword("through").map(DjangoModels::className).orElse(null),
            made.keyword("on_delete")
                .or(() -> made.argument(1).filter(each -> !each.is("keyword_argument")))
                .map(each -> PythonObjects.lastName(each.calledName().orElseGet(each::text)))
                .map(each -> each.toLowerCase(Locale.ROOT).replace('_', ' '))
                .orElse("no action")));
  }

  /** {@code Order} of {@code "shop.Order"}; {@code User} for whatever stands for the users. */
  private static String className(Node target) {
    String text = target.literal().orElseGet(target::text);
    return text.contains("AUTH_USER_MODEL") || text.startsWith("get_user_model")
        ? "User"
        : PythonObjects.lastName(text);
  }

  /** {@code Order.objects.filter(…)}. */
  private void readManager(Node access) {
    if (access.property().filter("objects"::equals).isEmpty()) {
      return;
    }
    var type = access.object().flatMap(PythonObjects::type);
    var steps = access.chain();
    if (type.isEmpty() || steps.isEmpty()) {
      return;
    }
    String operation = "select";
    boolean bounded = false;
    var filters = new ArrayList<String>();
    var keys = new ArrayList<String>();
    for (var step : steps) {
      String name = step.calledName().orElse("");
      var named = keywords(step);
      bounded |= NARROWING.contains(name);
      if (FILTERING.contains(name)) {
        filters.addAll(named);
      }
      switch (name) {
        case "create", "bulk_create", "create_user", "create_superuser" -> {
          operation = "insert";
          keys.addAll(named);
        }
        case "update_or_create", "get_or_create" -> {
          operation = name.equals("get_or_create") ? "insert" : "upsert";
          keys.addAll(named);
          step.keyword("defaults").map(Literals::keys).ifPresent(keys::addAll);
        }
        case "update", "bulk_update" -> {
          operation = "update";
          keys.addAll(named);
        }
        case "delete" -> operation = "delete";
        default -> {
          // Shapes what is found.
        }
      }
    }
    boolean sliced = steps.getLast().parent().filter(each -> each.is("subscript")).isPresent();
    add(
        type.get(),
        operation,
        filters,
        keys,
        bounded || sliced || !operation.equals("select"),
        access);
  }

  /** {@code customer__name=…} asks by customer. */
  private static List<String> keywords(Node call) {
    return call.arguments().stream()
        .filter(each -> each.is("keyword_argument"))
        .flatMap(each -> each.field("name").stream())
        .map(each -> each.text().replaceFirst("__.*", ""))
        .filter(each -> !each.equals("defaults"))
        .toList();
  }

  private void readCall(Node call) {
    String name = call.calledName().orElse("");
    if (name.equals("get_object_or_404") || name.equals("get_list_or_404")) {
      call.argument(0)
          .filter(each -> !each.is("call"))
          .flatMap(PythonObjects::type)
          .ifPresent(type -> add(type, "select", keywords(call), List.of(), true, call));
    } else if (name.equals("save") || name.equals("delete")) {
      call.callee()
          .flatMap(Node::object)
          .filter(each -> each.is("identifier") && !each.text().equals("self"))
          .flatMap(PythonObjects::instance)
          .ifPresent(each ->
              add(
                  each.type(),
                  name.equals("delete") ? "delete" : each.made() ? "insert" : "update",
                  List.of(),
                  List.of(),
                  true,
                  call));
    }
  }

  /** A query that something other than a call makes, such as a view that Django brings. */
  void add(
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
            Uses.Via.DJANGO,
            filters,
            keys,
            bounded,
            Loops.contain(where),
            where.place()));
  }

  private boolean isModel(Model model, Set<String> seen) {
    return seen.add(model.name())
        && (model.isRoot()
            || model.bases().stream()
                .anyMatch(base -> models.containsKey(base) && isModel(models.get(base), seen)));
  }

  private List<Model> kept() {
    return models.values().stream()
        .filter(each -> !each.isAbstract() && isModel(each, new HashSet<>()))
        .sorted(Comparator.comparing(Model::place))
        .toList();
  }

  /** The class by a name; the app's own users for those of Django. */
  private @Nullable Model model(String name) {
    var own = models.get(name);
    if (own != null && !own.isAbstract() && isModel(own, new HashSet<>())) {
      return own;
    }
    return name.equals("User")
        ? kept().stream()
            .filter(each ->
                each.bases().contains("AbstractUser") || each.bases().contains("AbstractBaseUser"))
            .findFirst()
            .orElse(null)
        : null;
  }

  private Map<String, Field> fields(Model model, Set<String> seen) {
    var all = new LinkedHashMap<String, Field>();
    if (seen.add(model.name())) {
      for (String base : model.bases()) {
        ofUsers(base, model.place()).forEach(each -> all.put(each.key(), each));
        var parent = models.get(base);
        if (parent != null && parent.isAbstract()) {
          fields(parent, seen).forEach(all::put);
        }
      }
    }
    model.fields().forEach(each -> all.put(each.key(), each));
    return all;
  }

  /** What Django's own classes of users have. */
  private static List<Field> ofUsers(String base, Place place) {
    return switch (base) {
      case "AbstractUser" ->
          Stream.of(
                  "password",
                  "last_login",
                  "is_superuser",
                  "username",
                  "first_name",
                  "last_name",
                  "email",
                  "is_staff",
                  "is_active",
                  "date_joined")
              .map(each -> ofUsers(each, !each.equals("last_login"), place))
              .toList();
      case "AbstractBaseUser" ->
          List.of(ofUsers("password", true, place), ofUsers("last_login", false, place));
      case "PermissionsMixin" -> List.of(ofUsers("is_superuser", true, place));
      default -> List.of();
    };
  }

  private static Field ofUsers(String name, boolean required, Place place) {
    String type =
        name.startsWith("is_")
            ? "BooleanField"
            : name.equals("last_login") || name.equals("date_joined")
                ? "DateTimeField"
                : "CharField";
    return new Field(
        name,
        new Attribute(name, type, required, null, false, "Kept by Django.", place),
        false,
        name.equals("username"),
        null,
        false,
        null,
        "");
  }

  private static Attribute implicitId(Place place) {
    return new Attribute("id", "BigAutoField", true, null, true, null, place);
  }

  /** The queries of classes that are models, under the names of their tables and columns. */
  List<Uses.Table> queries() {
    boolean any = !kept().isEmpty();
    var found = new ArrayList<Uses.Table>();
    for (var query : queries) {
      var model = model(query.name());
      if (model != null) {
        var fields = fields(model, new HashSet<>());
        found.add(
            new Uses.Table(
                model.table(),
                query.operations(),
                query.via(),
                columns(model, fields, query.filters()),
                columns(model, fields, query.keys()),
                query.bounded(),
                query.repeated(),
                query.place()));
      } else if (any && query.name().equals("User")) {
        found.add(query.named(USERS));
      }
    }
    return found;
  }

  private static List<String> columns(Model model, Map<String, Field> fields, List<String> keys) {
    String identifier =
        fields.values().stream()
            .filter(Field::identifies)
            .map(each -> each.attribute().name())
            .findFirst()
            .orElse("id");
    return keys.stream()
        .flatMap(key -> {
          var field = fields.get(key.replaceFirst("_id$", ""));
          var exact = fields.getOrDefault(key, field);
          return key.equals("pk") || key.equals("id")
              ? Stream.of(identifier)
              : exact == null || exact.many()
                  ? Stream.<String>empty()
                  : Stream.of(exact.attribute().name());
        })
        .toList();
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
    for (var model : kept()) {
      var all = fields(model, new HashSet<>());
      var own = all.values().stream().filter(each -> !each.many()).toList();
      var attributes = new ArrayList<Attribute>();
      var identifier = identifier(model);
      if (own.stream().noneMatch(Field::identifies)) {
        attributes.add(implicitId(model.place()));
      }
      own.forEach(each -> attributes.add(each.attribute()));
      var unique = new ArrayList<List<String>>();
      own.stream()
          .filter(each -> each.unique() && !each.identifies())
          .forEach(each -> unique.add(List.of(each.attribute().name())));
      model.unique().forEach(each -> unique.add(columns(model, all, each)));
      entities.add(entity(model.table(), null, attributes, identifier, unique, model.place()));
      for (var field : all.values()) {
        if (field.to() != null && field.many() && field.through() == null) {
          between(model, field, entities, relationships);
        } else if (field.to() != null && !field.many()) {
          relationships.add(
              relationship(
                  model.table(),
                  field.attribute().name(),
                  String.valueOf(field.to()),
                  model,
                  field.unique() || field.identifies(),
                  field.attribute().required(),
                  field.onDelete(),
                  field.attribute().place()));
        }
      }
    }
    boolean usersAsked =
        !entities.isEmpty() && queries.stream().anyMatch(each -> each.name().equals("User"));
    if (model("User") == null && (usersUsed != null || usersAsked)) {
      entities.add(users());
    }
    return new Declared(
        entities,
        relationships.stream().filter(each -> !each.to().isEmpty()).toList(),
        List.of(),
        List.of(),
        List.of());
  }

  private Entity entity(
      String table,
      @Nullable String about,
      List<Attribute> attributes,
      List<String> identifier,
      List<List<String>> unique,
      Place place) {
    return new Entity(
        table,
        Origin.DJANGO,
        false,
        about,
        attributes,
        identifier,
        unique,
        postgres ? Database.POSTGRES : other ? Database.OTHER_SQL : null,
        place);
  }

  private Entity users() {
    var place =
        usersUsed != null
            ? usersUsed
            : queries.stream()
                .filter(each -> each.name().equals("User"))
                .map(Uses.Table::place)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    var attributes = new ArrayList<Attribute>();
    attributes.add(implicitId(place));
    ofUsers("AbstractUser", place).forEach(each -> attributes.add(each.attribute()));
    return entity(
        USERS, "Kept by Django.", attributes, List.of("id"), List.of(List.of("username")), place);
  }

  private List<String> identifier(Model model) {
    return fields(model, new HashSet<>()).values().stream()
        .filter(Field::identifies)
        .findFirst()
        .map(each -> List.of(each.attribute().name()))
        .orElse(List.of("id"));
  }

  /** The table that Django makes for a list of others. */
  private void between(
      Model model, Field field, List<Entity> entities, List<Relationship> relationships) {
    var place = field.attribute().place();
    String to = String.valueOf(field.to());
    boolean self = to.equals("self") || to.equals(model.name());
    String from = (self ? "from_" : "") + model.name().toLowerCase(Locale.ROOT) + "_id";
    String other =
        self
            ? "to_" + model.name().toLowerCase(Locale.ROOT) + "_id"
            : to.toLowerCase(Locale.ROOT) + "_id";
    String table = model.table() + "_" + field.key();
    entities.add(
        entity(
            table,
            null,
            List.of(
                implicitId(place),
                new Attribute(from, "ForeignKey", true, null, false, null, place),
                new Attribute(other, "ForeignKey", true, null, false, null, place)),
            List.of("id"),
            List.of(List.of(from, other)),
            place));
    relationships.add(
        relationship(table, from, model.name(), model, false, true, "cascade", place));
    relationships.add(relationship(table, other, to, model, false, true, "cascade", place));
  }

  /** With an empty target when no file declares that. */
  private Relationship relationship(
      String table,
      String column,
      String to,
      Model around,
      boolean one,
      boolean required,
      String onDelete,
      Place place) {
    var target = to.equals("self") ? around : model(to);
    if (target == null && to.equals("User") && usersUsed == null) {
      usersUsed = place;
    }
    return new Relationship(
        table + "_" + column,
        table,
        List.of(column),
        target != null ? target.table() : to.equals("User") ? USERS : "",
        target != null ? identifier(target) : List.of("id"),
        one,
        required,
        onDelete,
        false,
        place);
  }
}
