package io.homeport.specs.source;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds what a file asks of Base44's SDK: entities, integrations, users. */
final class Base44Calls {

  private static final Pattern ENTITIES = Pattern.compile("(?:.*/)?entities(?:/.*)?");
  private static final Set<String> USERS =
      Set.of(
          "me",
          "updateMe",
          "isAuthenticated",
          "login",
          "logout",
          "redirectToLogin",
          "loginWithProvider",
          "loginViaEmailPassword",
          "register",
          "inviteUser");

  final List<Uses.Table> queries = new ArrayList<>();
  final List<Uses.Integration> integrations = new ArrayList<>();
  final List<Uses.ServiceRole> serviceRoles = new ArrayList<>();
  final List<Uses.Authentication> authentication = new ArrayList<>();
  final List<Uses.Channel> channels = new ArrayList<>();

  /** What is known of the values that calls give to attributes, by entity and attribute. */
  final TreeMap<String, TreeMap<String, String>> types = new TreeMap<>();

  void read(ParsedFile file) {
    if (!file.source().contains("base44") && !file.source().contains("ntities")) {
      return;
    }
    var imported = importedEntities(file);
    for (var call : file.calls()) {
      call.callee()
          .filter(callee -> callee.is("member_expression"))
          .ifPresent(callee -> read(call, callee, imported));
    }
  }

  /** Older exports import each entity: {@code import { Order } from "@/api/entities"}. */
  private static Set<String> importedEntities(ParsedFile file) {
    var names = new HashSet<String>();
    for (var statement : file.all(CodeParser.Part.IMPORTS)) {
      boolean entities =
          statement
              .field("source")
              .flatMap(Node::literal)
              .filter(ENTITIES.asMatchPredicate())
              .isPresent();
      if (entities) {
        Imports.of(statement).forEach(each -> names.add(each.local()));
      }
    }
    return names;
  }

  private void read(Node call, Node callee, Set<String> imported) {
    String method = callee.property().orElse("");
    String whole = callee.text();
    var target = callee.object().map(Node::unwrapped);
    var entity =
        target
            .filter(each -> each.is("member_expression"))
            .filter(each ->
                each.object()
                    .filter(owner ->
                        owner.text().equals("entities")
                            || owner.property().filter("entities"::equals).isPresent())
                    .isPresent())
            .flatMap(Node::property)
            .filter(name -> Character.isUpperCase(name.charAt(0)))
            .or(() -> target.map(Node::text).filter(imported::contains));
    if (entity.isPresent()) {
      operation(method)
          .ifPresent(operation -> queries.add(query(entity.get(), method, operation, call)));
      if (method.equals("subscribe")) {
        channels.add(
            new Uses.Channel(
                entity.get(), List.of(entity.get()), List.of("changes"), call.place()));
      }
    }
    if (whole.contains("asServiceRole")) {
      serviceRoles.add(new Uses.ServiceRole(call.place()));
    }
    String owner = target.map(Node::text).orElse("");
    if (owner.endsWith("integrations.Core") || owner.equals("Core")) {
      integrations.add(new Uses.Integration(method, call.place()));
    }
    boolean auth =
        whole.contains("base44")
            && target.flatMap(Node::property).filter("auth"::equals).isPresent();
    if (auth && USERS.contains(method)) {
      authentication.add(
          new Uses.Authentication(
              "base44." + method,
              call.argument(0)
                  .flatMap(Node::literal)
                  .filter(each -> method.equals("loginWithProvider"))
                  .orElse(null),
              List.of(),
              call.place()));
    }
  }

  private static Optional<String> operation(String method) {
    return switch (method) {
      case "list", "filter", "get" -> Optional.of("select");
      case "create", "bulkCreate" -> Optional.of("insert");
      case "update", "updateMany", "bulkUpdate" -> Optional.of("update");
      case "delete", "deleteMany" -> Optional.of("delete");
      default -> Optional.empty();
    };
  }

  private Uses.Table query(String entity, String method, String operation, Node call) {
    var filters =
        method.equals("filter")
            ? call.argument(0).map(Literals::filters).orElse(List.of())
            : List.<String>of();
    var written = call.argument(operation.equals("update") ? 1 : 0);
    var keys =
        operation.equals("insert") || operation.equals("update")
            ? written.map(Literals::keysOfRow).orElse(List.of())
            : List.<String>of();
    noteTypes(entity, method.equals("filter") ? call.argument(0) : written, filters, keys);
    boolean bounded =
        !operation.equals("select")
            || method.equals("get")
            || !filters.isEmpty()
            || call.arguments().size() > (method.equals("list") ? 1 : 2);
    return new Uses.Table(
        entity,
        List.of(operation),
        Uses.Via.BASE44,
        filters,
        keys,
        bounded,
        Loops.contain(call),
        call.place());
  }

  private void noteTypes(
      String entity, Optional<Node> object, List<String> filters, List<String> keys) {
    var known = types.computeIfAbsent(entity, _ -> new TreeMap<>());
    for (String key : Stream.concat(filters.stream(), keys.stream()).toList()) {
      String type =
          object
              .flatMap(each -> Literals.value(each, key))
              // {"$gte": 3} is a condition, no value.
              .filter(value -> !filters.contains(key) || !value.is("object"))
              .map(Literals::typeOf)
              .orElse("any");
      known.merge(key, type, (some, other) -> some.equals("any") ? other : some);
    }
  }
}
