package io.homeport.specs.declared;

import io.homeport.specs.Place;
import io.homeport.specs.declared.Declared.Attribute;
import io.homeport.specs.declared.Declared.Database;
import io.homeport.specs.declared.Declared.Entity;
import io.homeport.specs.declared.Declared.EnumType;
import io.homeport.specs.declared.Declared.Origin;
import io.homeport.specs.declared.Declared.Relationship;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads Prisma's schemas: models as entities under the names of their tables. One schema may lie in
 * several files. A line it does not know is left out.
 *
 * @see <a href="https://www.prisma.io/docs/orm/reference/prisma-schema-reference">Reference</a>
 */
public final class PrismaSchema {

  private static final Pattern BLOCK =
      Pattern.compile("^\\s*(model|enum|view|type|datasource|generator)\\s+(\\w+)\\s*\\{");
  private static final Pattern FIELD =
      Pattern.compile("^\\s*(\\w+)\\s+(Unsupported\\(\"[^\"]*\"\\)|\\w+)(\\[\\])?(\\?)?\\s*(.*)$");
  private static final Pattern PROVIDER = Pattern.compile("^\\s*provider\\s*=\\s*\"(\\w+)\"");
  private static final Pattern UNSUPPORTED = Pattern.compile("Unsupported\\(\"([^\"]*)\"\\)");
  private static final Pattern MAPPED = Pattern.compile("@map\\(\\s*(?:name:\\s*)?\"([^\"]+)\"");
  private static final Pattern TABLE = Pattern.compile("@@map\\(\\s*(?:name:\\s*)?\"([^\"]+)\"");
  private static final Pattern NATIVE = Pattern.compile("@db\\.(\\w+(?:\\([^)]*\\))?)");
  private static final Pattern LIST = Pattern.compile("\\[([^\\]]*)\\]");
  private static final Pattern FIELDS = Pattern.compile("\\bfields:\\s*\\[([^\\]]*)\\]");
  private static final Pattern REFERENCES = Pattern.compile("\\breferences:\\s*\\[([^\\]]*)\\]");
  private static final Pattern RELATION =
      Pattern.compile("@relation\\(\\s*(?:name:\\s*)?\"([^\"]+)\"");
  private static final Pattern DELETE = Pattern.compile("\\bonDelete:\\s*(\\w+)");

  private final Map<String, Model> models = new LinkedHashMap<>();
  private final List<EnumType> enums = new ArrayList<>();
  private @Nullable Database database;

  private record Field(
      String name,
      String column,
      String type,
      boolean list,
      boolean optional,
      String rest,
      Place place) {

    boolean has(String attribute) {
      return Arrays.asList(rest.split("[\\s(]+")).contains(attribute);
    }
  }

  private static final class Model {
    private final String name;
    private final Place place;
    private final List<Field> fields = new ArrayList<>();
    private final List<String> attributes = new ArrayList<>();
    private String table;

    private Model(String name, Place place) {
      this.name = name;
      this.place = place;
      this.table = name;
    }

    private String column(String field) {
      return fields.stream()
          .filter(each -> each.name().equals(field))
          .map(Field::column)
          .findFirst()
          .orElse(field);
    }
  }

  /**
   * The table of a model.
   *
   * @param columns the column of each field, under the name that the client's code uses
   */
  public record Table(String name, Map<String, String> columns) {}

  /** Takes note of a file. */
  public void read(String path, String text) {
    Model model = null;
    List<String> values = null;
    boolean datasource = false;
    int number = 0;
    for (String line : text.lines().map(PrismaSchema::withoutComment).toList()) {
      number++;
      var place = new Place(path, number);
      var block = BLOCK.matcher(line);
      if (block.find()) {
        String kind = block.group(1);
        String name = block.group(2);
        model = null;
        values = null;
        datasource = kind.equals("datasource");
        if (kind.equals("model") || kind.equals("view")) {
          model = new Model(name, place);
          models.putIfAbsent(name, model);
        } else if (kind.equals("enum")) {
          values = new ArrayList<>();
        }
        if (values != null) {
          // The list is filled below, while its lines are read.
          enums.add(new EnumType(name, values, place));
        }
      } else if (line.strip().startsWith("}")) {
        model = null;
        values = null;
        datasource = false;
      } else if (model != null) {
        readLine(model, line, place);
      } else if (values != null && line.strip().matches("\\w+.*")) {
        values.add(first(MAPPED, line, line.strip().split("\\s")[0]));
      } else if (datasource) {
        readProvider(line);
      }
    }
  }

  private void readProvider(String line) {
    String provider = find(PROVIDER, line);
    if (provider != null) {
      database =
          switch (provider) {
            case "postgresql", "postgres", "cockroachdb" -> Database.POSTGRES;
            case "mongodb" -> Database.MONGODB;
            default -> Database.OTHER_SQL;
          };
    }
  }

  private static String withoutComment(String line) {
    int comment = line.indexOf("//");
    return comment < 0 || line.substring(0, comment).chars().filter(c -> c == '"').count() % 2 == 1
        ? line
        : line.substring(0, comment);
  }

  private static void readLine(Model model, String line, Place place) {
    if (line.strip().startsWith("@@")) {
      model.table = first(TABLE, line, model.table);
      model.attributes.add(line.strip());
      return;
    }
    var field = FIELD.matcher(line);
    if (field.matches()) {
      String rest = field.group(5);
      model.fields.add(
          new Field(
              field.group(1),
              first(MAPPED, rest, field.group(1)),
              first(UNSUPPORTED, field.group(2), field.group(2)),
              field.group(3) != null,
              field.group(4) != null,
              rest,
              place));
    }
  }

  /** The table of each model, under the name that the client's code uses for the model. */
  public Map<String, Table> tables() {
    var tables = new HashMap<String, Table>();
    for (var model : models.values()) {
      var columns = new HashMap<String, String>();
      model.fields.stream()
          .filter(field -> !models.containsKey(field.type()))
          .forEach(field -> columns.put(field.name(), field.column()));
      String client = model.name.substring(0, 1).toLowerCase(Locale.ROOT) + model.name.substring(1);
      tables.put(client, new Table(model.table, Map.copyOf(columns)));
    }
    return tables;
  }

  /** What the files say together. */
  public Declared declared() {
    var entities = new ArrayList<Entity>();
    var relationships = new ArrayList<Relationship>();
    for (var model : models.values()) {
      entities.add(entity(model));
      for (var field : model.fields) {
        if (find(FIELDS, field.rest()) != null) {
          relationships.add(relationship(model, field));
        } else if (isManyToMany(model, field)) {
          join(model, field, entities, relationships);
        }
      }
    }
    return new Declared(entities, relationships, enums, List.of(), List.of());
  }

  private Entity entity(Model model) {
    var attributes =
        model.fields.stream()
            .filter(field -> !models.containsKey(field.type()))
            .map(PrismaSchema::attribute)
            .toList();
    var identifier =
        model.fields.stream().filter(field -> field.has("@id")).map(Field::column).toList();
    var unique = new ArrayList<List<String>>();
    model.fields.stream()
        .filter(field -> field.has("@unique"))
        .forEach(field -> unique.add(List.of(field.column())));
    for (String attribute : model.attributes) {
      var columns = columns(model, find(LIST, attribute));
      if (attribute.startsWith("@@id(") && identifier.isEmpty()) {
        identifier = columns;
      } else if (attribute.startsWith("@@unique(")) {
        unique.add(columns);
      }
    }
    return entity(model.table, attributes, identifier, unique, model.place);
  }

  private Entity entity(
      String name,
      List<Attribute> attributes,
      List<String> identifier,
      List<List<String>> unique,
      Place place) {
    return new Entity(
        name, Origin.PRISMA, false, null, attributes, identifier, unique, database, place);
  }

  private static Attribute attribute(Field field) {
    String value = defaultOf(field.rest());
    boolean generated = "autoincrement()".equals(value);
    return new Attribute(
        field.column(),
        first(NATIVE, field.rest(), field.type()) + (field.list() ? "[]" : ""),
        !field.optional() && !field.list(),
        generated ? null : value,
        generated,
        null,
        field.place());
  }

  /** What stands in {@code @default(…)}, which may have parentheses itself. */
  private static @Nullable String defaultOf(String rest) {
    int start = rest.indexOf("@default(");
    if (start < 0) {
      return null;
    }
    int first = start + "@default(".length();
    int depth = 1;
    int end = first;
    while (end < rest.length() && depth > 0) {
      depth += rest.charAt(end) == '(' ? 1 : rest.charAt(end) == ')' ? -1 : 0;
      end++;
    }
    String value = rest.substring(first, depth == 0 ? end - 1 : end).strip();
    return value.startsWith("dbgenerated(\"")
        ? value.replaceFirst("^dbgenerated\\(\"", "").replaceFirst("\"\\)$", "")
        : value;
  }

  private Relationship relationship(Model model, Field field) {
    var target = models.get(field.type());
    var from = columns(model, find(FIELDS, field.rest()));
    String references = find(REFERENCES, field.rest());
    var to = target == null || references == null ? List.of("id") : columns(target, references);
    var entity = entity(model);
    return new Relationship(
        model.table + "_" + String.join("_", from),
        model.table,
        from,
        target == null ? field.type() : target.table,
        to,
        entity.unique().contains(from) || entity.identifier().equals(from),
        !field.optional(),
        words(first(DELETE, field.rest(), field.optional() ? "SetNull" : "Restrict")),
        false,
        field.place());
  }

  /** A list on both sides and no key on either: Prisma keeps the pairs in a table of its own. */
  private boolean isManyToMany(Model model, Field field) {
    var other = models.get(field.type());
    return other != null
        && field.list()
        && model.name.compareTo(other.name) <= 0
        && database != Database.MONGODB
        && other.fields.stream()
            .filter(each -> each.type().equals(model.name) && each.list() && !each.equals(field))
            .anyMatch(each -> relation(each).equals(relation(field)));
  }

  private static String relation(Field field) {
    return first(RELATION, field.rest(), "");
  }

  private void join(
      Model model, Field field, List<Entity> entities, List<Relationship> relationships) {
    var other = models.get(field.type());
    String name = first(RELATION, field.rest(), model.name + "To" + field.type());
    String table = "_" + name;
    if (other == null || entities.stream().anyMatch(each -> each.name().equals(table))) {
      return;
    }
    var place = field.place();
    var pair = List.of("A", "B");
    var sides = List.of(model, other);
    var attributes = new ArrayList<Attribute>();
    for (int i = 0; i < 2; i++) {
      var target = entity(sides.get(i));
      String key = target.identifier().isEmpty() ? "id" : target.identifier().getFirst();
      String type = target.attribute(key).map(Attribute::type).orElse("String");
      attributes.add(new Attribute(pair.get(i), type, true, null, false, null, place));
      relationships.add(
          new Relationship(
              table + "_" + pair.get(i),
              table,
              List.of(pair.get(i)),
              target.name(),
              List.of(key),
              false,
              true,
              "cascade",
              false,
              place));
    }
    entities.add(entity(table, attributes, pair, List.of(), place));
  }

  private static List<String> columns(Model model, @Nullable String names) {
    return names == null
        ? List.of()
        : Arrays.stream(names.replaceAll("\\([^)]*\\)", "").split(","))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .map(model::column)
            .toList();
  }

  private static String words(String camel) {
    return camel.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }

  private static String first(Pattern pattern, String text, String otherwise) {
    var found = find(pattern, text);
    return found == null ? otherwise : found;
  }

  private static @Nullable String find(Pattern pattern, String text) {
    Matcher match = pattern.matcher(text);
    return match.find() ? match.group(1) : null;
  }
}
