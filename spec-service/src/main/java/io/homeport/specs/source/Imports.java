package io.homeport.specs.source;

import java.util.ArrayList;
import java.util.List;

/** The names that import statements bring into a file. */
final class Imports {

  private Imports() {}

  /**
   * A name that comes from another file.
   *
   * @param local what it is called here
   * @param imported what it is called there; {@code default} or {@code *} for those
   * @param source the file or package, as written
   */
  record Import(String local, String imported, String source) {}

  /** The names of an import of TypeScript or JavaScript; a re-export has the names it passes on. */
  static List<Import> of(Node statement) {
    String source = statement.field("source").flatMap(Node::literal).orElse("");
    var imports = new ArrayList<Import>();
    if (statement.is("export_statement")) {
      exported(statement, source, imports);
      return imports;
    }
    statement.children().stream()
        .filter(child -> child.is("import_clause"))
        .flatMap(clause -> clause.children().stream())
        .forEach(part -> {
          switch (part.type()) {
            case "identifier" -> imports.add(new Import(part.text(), "default", source));
            case "namespace_import" ->
                part.children().stream()
                    .findFirst()
                    .ifPresent(name -> imports.add(new Import(name.text(), "*", source)));
            case "named_imports" ->
                part.children().stream()
                    .filter(child -> child.is("import_specifier"))
                    .forEach(child -> {
                      String name = child.field("name").map(Node::text).orElse("");
                      String alias = child.field("alias").map(Node::text).orElse(name);
                      imports.add(new Import(alias, name, source));
                    });
            default -> {
              // Nothing that has a name.
            }
          }
        });
    return imports;
  }

  private static void exported(Node statement, String source, List<Import> imports) {
    var clause = statement.children().stream().filter(each -> each.is("export_clause")).findFirst();
    if (clause.isEmpty()) {
      imports.add(new Import("*", "*", source));
      return;
    }
    clause.get().children().stream()
        .filter(each -> each.is("export_specifier"))
        .forEach(each -> {
          String name = each.field("name").map(Node::text).orElse("");
          imports.add(new Import(each.field("alias").map(Node::text).orElse(name), name, source));
        });
  }

  /** The names of an import of Python; {@code source} is the module, with its leading dots. */
  static List<Import> ofPython(Node statement) {
    var imports = new ArrayList<Import>();
    String module = statement.field("module_name").map(Node::text).orElse("");
    for (var child : statement.children()) {
      if (statement.field("module_name").filter(child::isSame).isPresent()) {
        continue;
      }
      String name = child.field("name").map(Node::text).orElseGet(child::text);
      String local = child.field("alias").map(Node::text).orElse(name);
      if (statement.is("import_from_statement")) {
        imports.add(new Import(local, child.is("wildcard_import") ? "*" : name, module));
      } else {
        imports.add(new Import(local, "*", name));
      }
    }
    return imports;
  }
}
