package io.homeport.specs.source;

import io.homeport.specs.Place;
import io.homeport.specs.source.Uses.StoreRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Finds what a file asks of Firestore, {@code addDoc(collection(db, "orders"), {…})}, and of the
 * server's library, {@code db.collection("orders").add({…})}; and reads its rules.
 */
final class FirestoreCalls {

  static final String RULES = "firestore.rules";

  private static final Pattern MATCH = Pattern.compile("match\\s+(/\\S+)\\s*\\{");
  private static final Pattern ALLOW =
      Pattern.compile("allow\\s++([\\w,\\s]++)(?::\\s*+if\\s++([^;]+))?;", Pattern.DOTALL);

  final List<Uses.Table> queries = new ArrayList<>();
  final TreeMap<String, TreeMap<String, String>> types = new TreeMap<>();

  void read(ParsedFile file) {
    String source = file.source();
    if (!source.contains("firestore") && !source.contains("firebase")) {
      return;
    }
    for (var call : file.calls()) {
      String name = call.calledName().orElse("");
      var collection =
          switch (name) {
            case "collection" ->
                call.argument(call.arguments().size() > 1 ? 1 : 0).flatMap(Node::literal);
            case "doc" -> call.argument(1).flatMap(Node::literal);
            case "collectionGroup" -> call.argument(1).flatMap(Node::literal);
            default -> Optional.<String>empty();
          };
      collection
          .map(path -> path.replaceFirst("/.*", ""))
          .filter(path -> !path.isEmpty())
          .ifPresent(path -> queries.add(query(path, call)));
    }
  }

  private Uses.Table query(String collection, Node reference) {
    String operation = "select";
    var filters = new ArrayList<String>();
    List<String> keys = List.of();
    boolean bounded = reference.calledName().filter("doc"::equals).isPresent();
    var calls = new ArrayList<Node>();
    calls.add(reference);
    reference.ancestors().stream()
        .takeWhile(each -> !each.is("arrow_function") && !each.is("statement_block"))
        .filter(each -> each.is("call_expression"))
        .forEach(calls::add);
    calls.addAll(reference.chain());
    for (var call : calls) {
      String name = call.calledName().orElse("");
      int data = call.callee().filter(each -> each.is("identifier")).isPresent() ? 1 : 0;
      switch (name) {
        case "addDoc", "add" -> {
          operation = "insert";
          keys = call.argument(data).map(Literals::keysOfRow).orElse(keys);
          note(collection, call.argument(data), keys);
        }
        case "setDoc", "set" -> {
          operation = "upsert";
          keys = call.argument(data).map(Literals::keysOfRow).orElse(keys);
          note(collection, call.argument(data), keys);
        }
        case "updateDoc", "update" -> {
          operation = "update";
          keys = call.argument(data).map(Literals::keysOfRow).orElse(keys);
          note(collection, call.argument(data), keys);
        }
        case "deleteDoc", "delete" -> operation = "delete";
        case "query" -> {
          for (var part : call.arguments()) {
            bounded |= constraint(part, filters);
          }
        }
        case "where", "limit" -> bounded |= constraint(call, filters);
        default -> {
          // Reads, or goes on.
        }
      }
    }
    filters.forEach(
        key -> types.computeIfAbsent(collection, _ -> new TreeMap<>()).putIfAbsent(key, "any"));
    return new Uses.Table(
        collection,
        List.of(operation),
        Uses.Via.FIRESTORE,
        filters,
        keys,
        bounded || !operation.equals("select"),
        Loops.contain(reference),
        reference.place());
  }

  private void note(String collection, Optional<Node> data, List<String> keys) {
    var known = types.computeIfAbsent(collection, _ -> new TreeMap<>());
    for (String key : keys) {
      String type =
          data.flatMap(each -> Literals.value(each, key)).map(Literals::typeOf).orElse("any");
      known.merge(key, type, (some, other) -> some.equals("any") ? other : some);
    }
  }

  private static boolean constraint(Node call, List<String> filters) {
    String name = call.is("call_expression") ? call.calledName().orElse("") : "";
    if (name.equals("where")) {
      call.argument(0).flatMap(Node::literal).ifPresent(filters::add);
    }
    return name.equals("where") || name.equals("limit");
  }

  /** The rules of a rules file, each with the path of the blocks it stands in. */
  static List<StoreRule> rules(String path, String text) {
    var rules = new ArrayList<StoreRule>();
    var open = new ArrayList<String>();
    var lines = new LineCounter(text);
    var event =
        Pattern.compile(
                MATCH.pattern()
                    + "|"
                    + ALLOW.pattern()
                    + "|service\\s+[\\w.]+\\s*\\{|function[^{]*\\{|\\}",
                Pattern.DOTALL)
            .matcher(new BoundedText(text));
    while (event.find()) {
      if (event.group(1) != null) {
        open.add(event.group(1));
      } else if (event.group(2) != null) {
        String whole = String.join("", open).replace("/databases/{database}/documents", "");
        rules.add(
            new StoreRule(
                whole.isEmpty() ? "/" : whole,
                Arrays.stream(event.group(2).split(",")).map(String::strip).toList(),
                event.group(3) == null ? null : event.group(3).strip().replaceAll("\\s+", " "),
                new Place(path, lines.at(event.start()))));
      } else if (event.group().equals("}")) {
        if (!open.isEmpty()) {
          open.removeLast();
        }
      } else {
        open.add("");
      }
    }
    return rules;
  }
}
