package io.homeport.specs.source;

import io.homeport.specs.Place;
import io.homeport.specs.declared.Declared;
import io.homeport.specs.declared.Declared.Attribute;
import io.homeport.specs.declared.Declared.Entity;
import io.homeport.specs.declared.Declared.Origin;
import io.homeport.specs.source.Uses.Via;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads a backend in Python: Pydantic's models and the collections of MongoDB that its code
 * queries, {@code await db.orders.find_one({"id": id})}. MongoDB declares nothing, so an entity is
 * a collection, with the attributes of the model that is named like it and of the documents that
 * the code writes.
 */
final class PythonModels {

  private static final Pattern DATABASE =
      Pattern.compile("(?:.*\\.)?_?(?:db|database|mongo_db|mongodb)(?:\\(\\))?");
  private static final Pattern COLLECTION = Pattern.compile("[a-z][A-Za-z0-9_]*");
  private static final Set<String> NO_COLLECTION =
      Set.of("client", "command", "session", "query", "list_collection_names");
  private static final Pattern PREFIX = Pattern.compile("^(?:create|update|new|public|base)");
  private static final Pattern SUFFIX =
      Pattern.compile(
          "(?:create|update|response|request|out|in|base|indb|db|model|record|public|full|doc|document|data)$");

  final List<Uses.Table> queries = new ArrayList<>();
  private final Map<String, Model> models = new LinkedHashMap<>();
  private final TreeMap<String, TreeSet<String>> modelsOf = new TreeMap<>();
  private final TreeMap<String, TreeMap<String, String>> types = new TreeMap<>();
  private final TreeMap<String, Set<List<String>>> unique = new TreeMap<>();

  private record Model(String name, List<String> bases, List<Attribute> attributes, Place place) {}

  void read(ParsedFile file) {
    file.all(CodeParser.Part.CLASSES).forEach(this::readClass);
    for (var call : file.calls()) {
      call.callee()
          .filter(callee -> callee.is("attribute"))
          .flatMap(Node::object)
          .flatMap(PythonModels::collection)
          .ifPresent(collection -> readCall(collection, call));
    }
  }

  private void readClass(Node type) {
    var bases =
        type.field("superclasses")
            .map(all ->
                all.children().stream()
                    .map(base -> base.text().substring(base.text().lastIndexOf('.') + 1))
                    .toList())
            .orElse(List.of());
    String name = type.field("name").map(Node::text).orElse("");
    var attributes = new ArrayList<Attribute>();
    type.field("body").stream()
        .flatMap(body -> body.children().stream())
        .filter(statement -> statement.is("expression_statement"))
        .flatMap(statement -> statement.children().stream())
        .filter(each -> each.is("assignment") && each.field("type").isPresent())
        .forEach(field -> attribute(field).ifPresent(attributes::add));
    if (!bases.isEmpty()) {
      models.putIfAbsent(name, new Model(name, bases, attributes, type.place()));
    }
  }

  private static Optional<Attribute> attribute(Node field) {
    String name = field.field("left").map(Node::text).orElse("");
    String type = field.field("type").map(Node::text).orElse("any");
    if (name.startsWith("_") || type.contains("ClassVar") || name.equals("model_config")) {
      return Optional.empty();
    }
    boolean optional = type.startsWith("Optional[") || type.contains("None");
    var value = field.field("right");
    String defaultValue =
        value
            .map(each ->
                each.is("call")
                    ? each.keyword("default")
                        .or(() -> each.keyword("default_factory"))
                        .map(Node::text)
                        .orElse(null)
                    : each.text())
            .filter(each -> !each.equals("...") && !each.equals("None"))
            .orElse(null);
    return Optional.of(
        new Attribute(
            name,
            type.replaceFirst("^Optional\\[(.*)]$", "$1")
                .replaceFirst("(?<!\\s)\\s*+\\|\\s*+None$", ""),
            !optional,
            defaultValue,
            false,
            null,
            field.place()));
  }

  /** The collection that {@code db.orders} or {@code db["orders"]} is. */
  private static Optional<String> collection(Node object) {
    var owner = object.is("subscript") ? object.field("value") : object.object();
    if (owner.map(Node::text).filter(DATABASE.asMatchPredicate()).isEmpty()) {
      return Optional.empty();
    }
    var name =
        object.is("subscript")
            ? object.field("subscript").flatMap(Node::literal)
            : object.property();
    return name.filter(COLLECTION.asMatchPredicate()).filter(each -> !NO_COLLECTION.contains(each));
  }

  private void readCall(String collection, Node call) {
    String method = call.calledName().orElse("");
    if (method.equals("create_index")) {
      boolean isUnique = call.keyword("unique").map(Node::text).orElse("").equals("True");
      call.argument(0)
          .flatMap(Node::literal)
          .filter(each -> isUnique)
          .ifPresent(
              each -> unique.computeIfAbsent(collection, _ -> new HashSet<>()).add(List.of(each)));
      return;
    }
    String operation = operation(method, call);
    if (operation.isEmpty()) {
      return;
    }
    var first = call.argument(0);
    boolean inserts = operation.equals("insert");
    var filters = inserts ? List.<String>of() : first.map(Literals::filters).orElse(List.of());
    var written = inserts ? first : call.argument(1);
    var keys = new ArrayList<>(written.map(PythonModels::writtenKeys).orElse(List.of()));
    if (inserts) {
      first.ifPresent(document -> keys.addAll(laterKeys(document)));
      first.ifPresent(document -> noteModel(collection, document));
    }
    var known = types.computeIfAbsent(collection, _ -> new TreeMap<>());
    keys.forEach(key ->
        known.merge(key, typeOf(written, key), (some, other) -> some.equals("any") ? other : some));
    filters.forEach(key ->
        known.merge(key, typeOf(first, key), (some, other) -> some.equals("any") ? other : some));
    queries.add(
        new Uses.Table(
            collection,
            List.of(operation),
            Via.MONGODB,
            filters.stream().filter(key -> !key.equals("_id")).toList(),
            keys,
            bounded(method, call, filters),
            Loops.contain(call),
            call.place()));
  }

  private static boolean bounded(String method, Node call, List<String> filters) {
    return !method.equals("find")
        || !filters.isEmpty()
        || call.argument(0).filter(each -> !each.is("dictionary")).isPresent()
        || call.chain().stream()
            .anyMatch(step ->
                step.calledName().filter("limit"::equals).isPresent()
                    || step.calledName().filter("to_list"::equals).isPresent()
                        && step.arguments().stream()
                            .anyMatch(each -> each.is("integer") || each.is("keyword_argument")));
  }

  private static String typeOf(Optional<Node> document, String key) {
    return document.flatMap(each -> Literals.value(each, key)).map(Literals::typeOf).orElse("any");
  }

  private static String operation(String method, Node call) {
    return switch (method) {
      case "find",
          "find_one",
          "count_documents",
          "aggregate",
          "distinct",
          "estimated_document_count" ->
          "select";
      case "insert_one", "insert_many" -> "insert";
      case "update_one",
          "update_many",
          "replace_one",
          "find_one_and_update",
          "find_one_and_replace" ->
          call.keyword("upsert").map(Node::text).orElse("").equals("True") ? "upsert" : "update";
      case "delete_one", "delete_many", "find_one_and_delete" -> "delete";
      default -> "";
    };
  }

  /** Of a document its keys; of an update those behind {@code $set} and the like. */
  private static List<String> writtenKeys(Node document) {
    var keys = new ArrayList<String>();
    for (String key : Literals.keysOfRow(document)) {
      if (key.startsWith("$")) {
        Literals.value(document, key).map(Literals::keys).ifPresent(keys::addAll);
      } else {
        keys.add(key);
      }
    }
    return keys.stream()
        .map(key -> key.replaceFirst("\\..*", ""))
        .filter(key -> !key.equals("_id") && !key.isEmpty())
        .distinct()
        .toList();
  }

  /** {@code document["total"] = 3} between making a document and writing it. */
  private static List<String> laterKeys(Node document) {
    var function = document.ancestors().stream().filter(each -> each.is("function_definition"));
    String start = document.text() + "[";
    return !document.is("identifier")
        ? List.of()
        : function
            .findFirst()
            .map(each -> each.all(CodeParser.Part.ASSIGNMENTS))
            .orElse(List.of())
            .stream()
            .flatMap(each -> each.field("left").stream())
            .filter(left -> left.is("subscript") && left.text().startsWith(start))
            .flatMap(left -> left.field("subscript").flatMap(Node::literal).stream())
            .filter(key -> !key.equals("_id"))
            .toList();
  }

  /** {@code insert_one(order.model_dump())}, where {@code order = Order(…)}. */
  private void noteModel(String collection, Node document) {
    var value = Literals.resolved(document.unwrapped());
    if (value.is("call")) {
      var callee = value.callee();
      var owner =
          callee.filter(each -> each.is("attribute")).flatMap(Node::object).map(Literals::resolved);
      owner
          .filter(each -> each.is("call"))
          .or(() -> Optional.of(value))
          .flatMap(Node::calledName)
          .ifPresent(name -> modelsOf.computeIfAbsent(collection, _ -> new TreeSet<>()).add(name));
    }
  }

  Declared declared() {
    var entities = new ArrayList<Entity>();
    var collections = new TreeMap<String, Place>();
    queries.forEach(query -> collections.putIfAbsent(query.name(), query.place()));
    collections.forEach((collection, place) -> entities.add(entity(collection, place)));
    return Declared.of(entities);
  }

  private Entity entity(String collection, Place place) {
    var attributes = new LinkedHashMap<String, Attribute>();
    var model = modelOf(collection);
    model.ifPresent(found ->
        allAttributes(found, new HashSet<>())
            .forEach(each -> attributes.putIfAbsent(each.name(), each)));
    types
        .getOrDefault(collection, new TreeMap<>())
        .forEach((name, type) -> attributes.putIfAbsent(name, Attribute.seen(name, type, place)));
    String identifier =
        List.of("id", Words.singular(collection) + "_id", "_id").stream()
            .filter(attributes::containsKey)
            .findFirst()
            .orElse("_id");
    return new Entity(
        collection,
        model.isPresent() ? Origin.PYDANTIC : Origin.CALLS,
        true,
        model.map(found -> "Documents in the form of " + found.name() + ".").orElse(null),
        List.copyOf(attributes.values()),
        List.of(identifier),
        List.copyOf(unique.getOrDefault(collection, Set.of())),
        model.map(Model::place).orElse(place));
  }

  /** The model that documents are made by, or that is named like the collection; the fullest. */
  private Optional<Model> modelOf(String collection) {
    String name = Words.singular(collection).replace("_", "").toLowerCase(Locale.ROOT);
    var hinted = modelsOf.getOrDefault(collection, new TreeSet<>());
    return models.values().stream()
        .filter(model -> isModel(model, new HashSet<>()))
        .filter(model -> hinted.contains(model.name()) || core(model.name()).equals(name))
        .max(
            Comparator.comparing((Model model) -> hinted.contains(model.name()))
                .thenComparing(model -> allAttributes(model, new HashSet<>()).size())
                .thenComparing(Model::name));
  }

  private static String core(String modelName) {
    String core = PREFIX.matcher(modelName.toLowerCase(Locale.ROOT)).replaceFirst("");
    String before;
    do {
      before = core;
      core = SUFFIX.matcher(core).replaceFirst("");
    } while (!core.equals(before) && !core.isEmpty());
    return core.isEmpty() ? modelName.toLowerCase(Locale.ROOT) : core;
  }

  private boolean isModel(Model model, Set<String> seen) {
    return seen.add(model.name())
        && model.bases().stream()
            .anyMatch(base ->
                base.equals("BaseModel")
                    || base.equals("Document")
                    || models.containsKey(base) && isModel(models.get(base), seen));
  }

  private List<Attribute> allAttributes(Model model, Set<String> seen) {
    var all = new LinkedHashMap<String, Attribute>();
    if (seen.add(model.name())) {
      for (String base : model.bases()) {
        var parent = models.get(base);
        if (parent != null) {
          allAttributes(parent, seen).forEach(each -> all.put(each.name(), each));
        }
      }
    }
    model.attributes().forEach(each -> all.put(each.name(), each));
    return List.copyOf(all.values());
  }
}
