package io.homeport.specs.source;

import io.homeport.specs.declared.Declared;
import io.homeport.specs.declared.Declared.Attribute;
import io.homeport.specs.declared.Declared.Entity;
import io.homeport.specs.declared.Declared.EnumType;
import io.homeport.specs.declared.Declared.Function;
import io.homeport.specs.declared.Declared.Origin;
import io.homeport.specs.declared.Declared.Relationship;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads the types that Supabase generates from the live database: {@code type Database = {public:
 * {Tables: {…}}}}. What is in them was there when they were made. They know no primary keys, no
 * defaults but that there is one, and no rules on rows.
 *
 * @see <a href="https://supabase.com/docs/guides/api/rest/generating-types">Generating types</a>
 */
final class GeneratedTypes {

  private static final Pattern NULLABLE = Pattern.compile("\\s*\\|\\s*null\\b");
  private static final Pattern LITERAL = Pattern.compile("\"([^\"]*)\"|'([^']*)'");

  private final List<Entity> entities = new ArrayList<>();
  private final List<Relationship> relationships = new ArrayList<>();
  private final List<EnumType> enums = new ArrayList<>();
  private final List<Function> functions = new ArrayList<>();

  private GeneratedTypes() {}

  /** What a file of generated types says; nothing for any other file. */
  static Declared of(ParsedFile file) {
    var types = new GeneratedTypes();
    file.root().children().stream()
        .flatMap(GeneratedTypes::declarations)
        .filter(each -> each.field("name").map(Node::text).orElse("").equals("Database"))
        .findFirst()
        .flatMap(each -> each.field("value").or(() -> each.field("body")))
        .flatMap(database -> member(database, "public"))
        .ifPresent(types::read);
    return new Declared(
        types.entities, types.relationships, types.enums, types.functions, List.of());
  }

  private static Stream<Node> declarations(Node statement) {
    return statement.is("export_statement")
        ? statement.field("declaration").stream()
        : Stream.of(statement);
  }

  private void read(Node schema) {
    member(schema, "Tables")
        .map(GeneratedTypes::members)
        .ifPresent(tables -> {
          var names = tables.stream().map(Member::name).collect(Collectors.toSet());
          tables.forEach(each -> table(each, names));
        });
    member(schema, "Enums")
        .ifPresent(all -> members(all).forEach(each -> enumeration(each.name(), each.type())));
    member(schema, "Functions")
        .ifPresent(all -> members(all).forEach(each -> function(each.name(), each.type())));
  }

  private record Member(String name, boolean optional, Node type) {}

  private static List<Member> members(Node objectType) {
    return objectType.children().stream()
        .filter(child -> child.is("property_signature"))
        .flatMap(child -> {
          var name = child.field("name");
          var type = child.field("type").flatMap(each -> each.children().stream().findFirst());
          if (name.isEmpty() || type.isEmpty()) {
            return Stream.empty();
          }
          boolean optional = child.text().substring(name.get().text().length()).startsWith("?");
          return Stream.of(new Member(name.get().keyText(), optional, type.get()));
        })
        .toList();
  }

  private static Optional<Node> member(Node objectType, String name) {
    return members(objectType).stream()
        .filter(each -> each.name().equals(name))
        .map(Member::type)
        .findFirst();
  }

  private void table(Member table, Set<String> tables) {
    String name = table.name();
    var row = member(table.type(), "Row");
    if (row.isEmpty()) {
      return;
    }
    var insert = member(table.type(), "Insert").map(GeneratedTypes::members).orElse(List.of());
    Set<String> optional = new HashSet<>();
    insert.stream().filter(Member::optional).forEach(each -> optional.add(each.name()));
    var attributes =
        members(row.get()).stream()
            .map(column -> {
              String type = column.type().text().replaceAll("\\s+", " ");
              boolean nullable = NULLABLE.matcher(type).find();
              return new Attribute(
                  column.name(),
                  typeName(NULLABLE.matcher(type).replaceAll("")),
                  !nullable,
                  null,
                  false,
                  !nullable && optional.contains(column.name()) ? "Has a default." : null,
                  column.type().place());
            })
            .toList();
    boolean hasId = attributes.stream().anyMatch(each -> each.name().equals("id"));
    entities.add(
        new Entity(
            name,
            Origin.GENERATED_TYPES,
            true,
            "Only the types that were generated from the live database know it.",
            attributes,
            hasId ? List.of("id") : List.of(),
            List.of(),
            table.type().place()));
    member(table.type(), "Relationships")
        .ifPresent(all ->
            all.children().stream()
                .filter(each -> each.is("object_type"))
                .forEach(each -> relationship(name, attributes, each, tables)));
  }

  /** A key is listed once more for each view that shows its target; those are left out. */
  private void relationship(
      String table, List<Attribute> attributes, Node key, Set<String> tables) {
    var columns = literals(key, "columns");
    var target = literals(key, "referencedRelation");
    if (columns.isEmpty() || target.isEmpty() || !tables.contains(target.getFirst())) {
      return;
    }
    boolean required =
        attributes.stream()
            .filter(each -> columns.contains(each.name()))
            .allMatch(Attribute::required);
    relationships.add(
        new Relationship(
            literals(key, "foreignKeyName").stream().findFirst().orElse(table + "_" + columns),
            table,
            columns,
            target.getFirst(),
            literals(key, "referencedColumns"),
            member(key, "isOneToOne").map(Node::text).orElse("").equals("true"),
            required,
            "unknown",
            false,
            key.place()));
  }

  private static List<String> literals(Node object, String name) {
    return member(object, name).map(Node::text).map(GeneratedTypes::literals).orElse(List.of());
  }

  private static List<String> literals(String text) {
    return LITERAL
        .matcher(text)
        .results()
        .map(match -> match.group(1) == null ? match.group(2) : match.group(1))
        .toList();
  }

  /** {@code Database["public"]["Enums"]["x"]} is the enum x. */
  private static String typeName(String type) {
    return type.contains("[\"Enums\"]")
        ? literals(type).getLast() + (type.endsWith("[]") ? "[]" : "")
        : type;
  }

  private void enumeration(String name, Node type) {
    var values = literals(type.text());
    if (!values.isEmpty()) {
      enums.add(new EnumType(name, values, type.place()));
    }
  }

  /** A function with overloads is a union; the first stands for all. */
  private void function(String name, Node type) {
    if (!type.is("object_type")) {
      type.children().stream().findFirst().ifPresent(first -> function(name, first));
      return;
    }
    if (isOfExtension(type)) {
      return;
    }
    functions.add(
        new Function(
            name,
            member(type, "Args")
                .filter(arguments -> arguments.is("object_type"))
                .map(GeneratedTypes::arguments)
                .orElse(""),
            member(type, "Returns").map(Node::text).map(GeneratedTypes::line).orElse("unknown"),
            type.place()));
  }

  /** The API cannot call what has arguments without names: only extensions make such functions. */
  private static boolean isOfExtension(Node function) {
    return member(function, "Args")
        .filter(arguments -> arguments.is("object_type"))
        .filter(arguments -> members(arguments).stream().anyMatch(each -> each.name().isEmpty()))
        .isPresent();
  }

  private static String arguments(Node arguments) {
    return members(arguments).stream()
        .map(each -> each.name() + " " + line(each.type().text()))
        .collect(Collectors.joining(", "));
  }

  private static String line(String text) {
    String line = text.replaceAll("\\s+", " ");
    return line.length() > 120 ? line.substring(0, 120) + "…" : line;
  }
}
