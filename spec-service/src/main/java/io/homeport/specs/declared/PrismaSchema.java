package io.homeport.specs.declared;

import io.homeport.specs.Place;
import io.homeport.specs.declared.Declared.Attribute;
import io.homeport.specs.declared.Declared.Entity;
import io.homeport.specs.declared.Declared.EnumType;
import io.homeport.specs.declared.Declared.Origin;
import io.homeport.specs.declared.Declared.Relationship;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code schema.prisma}: models as entities under the names of their tables. A line it does
 * not know is left out.
 *
 * @see <a href="https://www.prisma.io/docs/orm/reference/prisma-schema-reference">Reference</a>
 */
public final class PrismaSchema {

  private static final Pattern BLOCK =
      Pattern.compile("^\\s*(model|enum|view|type)\\s+(\\w+)\\s*\\{");
  private static final Pattern FIELD =
      Pattern.compile("^\\s*(\\w+)\\s+(\\w+)(\\[\\])?(\\?)?\\s*(.*)$");
  private static final Pattern MAPPED = Pattern.compile("@map\\(\\s*(?:name:\\s*)?\"([^\"]+)\"");
  private static final Pattern TABLE = Pattern.compile("@@map\\(\\s*(?:name:\\s*)?\"([^\"]+)\"");
  private static final Pattern DEFAULT = Pattern.compile("@default\\(((?:[^()]|\\([^()]*\\))*)\\)");
  private static final Pattern NATIVE = Pattern.compile("@db\\.(\\w+(?:\\([^)]*\\))?)");
  private static final Pattern LIST = Pattern.compile("\\[([^\\]]*)\\]");
  private static final Pattern DELETE = Pattern.compile("onDelete:\\s*(\\w+)");

  private final String path;
  private final List<Model> models = new ArrayList<>();
  private final List<EnumType> enums = new ArrayList<>();
  private String provider = "";

  private record Field(
      String name,
      String column,
      String type,
      boolean list,
      boolean optional,
      String rest,
      int line) {}

  private static final class Model {
    private final String name;
    private final int line;
    private final List<Field> fields = new ArrayList<>();
    private final List<String> attributes = new ArrayList<>();
    private String table;

    private Model(String name, int line) {
      this.name = name;
      this.line = line;
      this.table = name;
    }
  }

  /**
   * What a schema says.
   *
   * @param tables the table of each model, under the name that the client's code uses
   * @param provider such as {@code postgresql}
   */
  public record Read(Declared declared, Map<String, String> tables, String provider) {}

  private PrismaSchema(String path) {
    this.path = path;
  }

  /** Reads a schema. */
  public static Read read(String path, String text) {
    var schema = new PrismaSchema(path);
    schema.readLines(text.lines().toList());
    return schema.result();
  }

  private void readLines(List<String> lines) {
    Model model = null;
    List<String> values = null;
    for (int i = 0; i < lines.size(); i++) {
      String line = withoutComment(lines.get(i));
      var block = BLOCK.matcher(line);
      if (block.find()) {
        boolean isEnum = block.group(1).equals("enum");
        model = isEnum ? null : new Model(block.group(2), i + 1);
        values = isEnum ? new ArrayList<>() : null;
        if (model != null) {
          models.add(model);
        } else if (values != null) {
          // The list is filled below, while its lines are read.
          enums.add(new EnumType(block.group(2), values, new Place(path, i + 1)));
        }
      } else if (line.strip().startsWith("}")) {
        model = null;
        values = null;
      } else if (model != null) {
        readLine(model, line, i + 1);
      } else if (values != null && line.strip().matches("\\w+.*")) {
        values.add(line.strip().split("\\s")[0]);
      } else if (line.strip().startsWith("provider") && !line.contains("prisma-client")) {
        provider = line.replaceAll(".*\"([^\"]*)\".*", "$1");
      }
    }
  }

  private static String withoutComment(String line) {
    int comment = line.indexOf("//");
    return comment < 0 || line.substring(0, comment).chars().filter(c -> c == '"').count() % 2 == 1
        ? line
        : line.substring(0, comment);
  }

  private static void readLine(Model model, String line, int number) {
    if (line.strip().startsWith("@@")) {
      var table = TABLE.matcher(line);
      if (table.find()) {
        model.table = table.group(1);
      }
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
              field.group(2),
              field.group(3) != null,
              field.group(4) != null,
              rest,
              number));
    }
  }

  private Read result() {
    var byName = new HashMap<String, Model>();
    models.forEach(model -> byName.put(model.name, model));
    var entities = new ArrayList<Entity>();
    var relationships = new ArrayList<Relationship>();
    var tables = new HashMap<String, String>();
    for (var model : models) {
      tables.put(
          model.name.substring(0, 1).toLowerCase(Locale.ROOT) + model.name.substring(1),
          model.table);
      entities.add(entity(model, byName.keySet()));
      model.fields.stream()
          .filter(field -> field.rest().contains("fields:"))
          .forEach(field -> relationships.add(relationship(model, field, byName)));
    }
    return new Read(
        new Declared(entities, relationships, enums, List.of(), List.of()), tables, provider);
  }

  private Entity entity(Model model, Set<String> modelNames) {
    var attributes =
        model.fields.stream()
            .filter(field -> !modelNames.contains(field.type()))
            .map(field ->
                new Attribute(
                    field.column(),
                    first(NATIVE, field.rest(), field.type()) + (field.list() ? "[]" : ""),
                    !field.optional() && !field.list(),
                    find(DEFAULT, field.rest()),
                    false,
                    null,
                    new Place(path, field.line())))
            .toList();
    var identifier =
        model.fields.stream().filter(field -> has(field.rest(), "@id")).map(Field::column).toList();
    var unique = new ArrayList<List<String>>();
    model.fields.stream()
        .filter(field -> has(field.rest(), "@unique"))
        .forEach(field -> unique.add(List.of(field.column())));
    for (String attribute : model.attributes) {
      if (attribute.startsWith("@@id(") && identifier.isEmpty()) {
        identifier = columns(model, attribute);
      } else if (attribute.startsWith("@@unique(")) {
        unique.add(columns(model, attribute));
      }
    }
    return new Entity(
        model.table,
        Origin.PRISMA,
        false,
        null,
        attributes,
        identifier,
        unique,
        new Place(path, model.line));
  }

  private static boolean has(String rest, String word) {
    return Arrays.stream(rest.split("[\\s(]+")).anyMatch(word::equals);
  }

  private Relationship relationship(Model model, Field field, Map<String, Model> byName) {
    var target = byName.get(field.type());
    var lists = LIST.matcher(field.rest());
    var from = lists.find() ? columnsIn(model, lists.group(1)) : List.<String>of();
    var to = lists.find() && target != null ? columnsIn(target, lists.group(1)) : List.of("id");
    boolean one =
        model.fields.stream()
            .anyMatch(each ->
                from.equals(List.of(each.column()))
                    && (has(each.rest(), "@unique") || has(each.rest(), "@id")));
    return new Relationship(
        model.table + "_" + String.join("_", from),
        model.table,
        from,
        target == null ? field.type() : target.table,
        to,
        one,
        !field.optional(),
        words(first(DELETE, field.rest(), field.optional() ? "SetNull" : "Restrict")),
        false,
        new Place(path, field.line()));
  }

  private static List<String> columns(Model model, String attribute) {
    var list = LIST.matcher(attribute);
    return list.find() ? columnsIn(model, list.group(1)) : List.of();
  }

  private static List<String> columnsIn(Model model, String names) {
    var columns = new HashMap<String, String>();
    model.fields.forEach(field -> columns.put(field.name(), field.column()));
    return Arrays.stream(names.split(","))
        .map(name -> name.strip().replaceAll("\\(.*", ""))
        .filter(name -> !name.isEmpty())
        .map(name -> columns.getOrDefault(name, name))
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
