package io.homeport.specs.source;

import io.homeport.specs.declared.PrismaSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds queries by Prisma's client: {@code prisma.order.findMany({where: {…}})}. */
final class PrismaCalls {

  private final List<Uses.Table> queries = new ArrayList<>();

  void read(ParsedFile file) {
    for (var call : file.calls()) {
      var model =
          call.callee()
              .filter(callee -> callee.is("member_expression"))
              .flatMap(Node::object)
              .filter(object -> object.is("member_expression"))
              .flatMap(Node::property);
      var operation = call.calledName().flatMap(PrismaCalls::operation);
      if (model.isPresent() && operation.isPresent()) {
        var options = call.argument(0);
        var filters =
            options
                .flatMap(each -> Literals.value(each, "where"))
                .map(Literals::keys)
                .orElse(List.of());
        var keys =
            options
                .flatMap(each -> Literals.value(each, "data"))
                .map(Literals::keysOfRow)
                .orElse(List.of());
        boolean bounded =
            call.calledName().filter("findMany"::equals).isEmpty()
                || !filters.isEmpty()
                || options.flatMap(each -> each.value("take")).isPresent()
                || options.filter(each -> each.keys().contains("where")).isPresent();
        queries.add(
            new Uses.Table(
                model.get(),
                List.of(operation.get()),
                Uses.Via.PRISMA,
                filters,
                keys,
                bounded,
                Loops.contain(call),
                call.place()));
      }
    }
  }

  private static Optional<String> operation(String method) {
    return switch (method) {
      case "findMany",
          "findFirst",
          "findUnique",
          "findUniqueOrThrow",
          "findFirstOrThrow",
          "count",
          "aggregate",
          "groupBy" ->
          Optional.of("select");
      case "create", "createMany", "createManyAndReturn" -> Optional.of("insert");
      case "update", "updateMany" -> Optional.of("update");
      case "upsert" -> Optional.of("upsert");
      case "delete", "deleteMany" -> Optional.of("delete");
      default -> Optional.empty();
    };
  }

  /** The queries of models that a schema has, under the names of their tables and columns. */
  List<Uses.Table> queries(Map<String, PrismaSchema.Table> tables) {
    return queries.stream()
        .flatMap(query ->
            Optional.ofNullable(tables.get(query.name())).stream()
                .map(table ->
                    new Uses.Table(
                        table.name(),
                        query.operations(),
                        query.via(),
                        columns(table, query.filters()),
                        columns(table, query.keys()),
                        query.bounded(),
                        query.repeated(),
                        query.place())))
        .toList();
  }

  private static List<String> columns(PrismaSchema.Table table, List<String> fields) {
    return fields.stream().flatMap(each -> Stream.ofNullable(table.columns().get(each))).toList();
  }
}
