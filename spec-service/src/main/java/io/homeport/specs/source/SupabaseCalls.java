package io.homeport.specs.source;

import io.homeport.specs.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Finds what a file asks of Supabase: tables, functions, buckets, channels, authentication. */
final class SupabaseCalls {

  private static final Set<String> TABLE_OPERATIONS =
      Set.of("select", "insert", "update", "upsert", "delete");
  private static final Set<String> BUCKET_OPERATIONS =
      Set.of(
          "upload",
          "update",
          "download",
          "remove",
          "list",
          "move",
          "copy",
          "getPublicUrl",
          "createSignedUrl",
          "createSignedUrls",
          "createSignedUploadUrl",
          "uploadToSignedUrl");
  private static final Set<String> AUTHENTICATION =
      Set.of(
          "signUp",
          "signInWithPassword",
          "signInWithOAuth",
          "signInWithOtp",
          "signInWithIdToken",
          "signInWithSSO",
          "signInAnonymously",
          "resetPasswordForEmail",
          "updateUser",
          "verifyOtp",
          "signOut",
          "getSession",
          "getUser",
          "getClaims",
          "onAuthStateChange",
          "refreshSession",
          "exchangeCodeForSession",
          "resend",
          "enroll",
          "challenge",
          "createUser",
          "deleteUser",
          "inviteUserByEmail",
          "listUsers",
          "updateUserById",
          "getUserById",
          "generateLink");

  /** Whose {@code from} is no query. */
  private static final Set<String> NOT_A_CLIENT =
      Set.of("Array", "Buffer", "Object", "Uint8Array", "Uint16Array", "Observable", "Readable");

  private static final Set<String> FILTERS =
      Set.of(
          "eq",
          "neq",
          "in",
          "gt",
          "gte",
          "lt",
          "lte",
          "like",
          "ilike",
          "is",
          "contains",
          "match",
          "filter",
          "or",
          "not",
          "overlaps",
          "textSearch");
  private static final Set<String> BOUNDS = Set.of("limit", "range", "single", "maybeSingle");
  private static final Predicate<String> COLUMN =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_]*").asMatchPredicate();

  private static final String FUNCTIONS_PATH = "/functions/v1/";

  final List<Uses.Table> tables = new ArrayList<>();
  final List<Uses.DatabaseFunction> databaseFunctions = new ArrayList<>();
  final List<Uses.Bucket> buckets = new ArrayList<>();
  final List<Uses.EdgeFunction> edgeFunctions = new ArrayList<>();
  final List<Uses.Channel> channels = new ArrayList<>();
  final List<Uses.Authentication> authentication = new ArrayList<>();
  final List<Uses.Computed> computed = new ArrayList<>();

  /** Adds what a file uses. */
  void read(ParsedFile file) {
    for (var call : file.calls()) {
      call.callee()
          .filter(callee -> callee.is("member_expression"))
          .ifPresent(callee -> read(call, callee));
    }
    readFunctionUrls(file);
  }

  private void read(Node call, Node callee) {
    String name = callee.property().orElse("");
    var object = callee.object();
    switch (name) {
      case "from" -> object.ifPresent(from -> readFrom(call, from));
      case "rpc" ->
          named(call, "database function")
              .ifPresent(function ->
                  databaseFunctions.add(new Uses.DatabaseFunction(function, call.place())));
      case "invoke" -> {
        if (object.flatMap(Node::property).filter("functions"::equals).isPresent()) {
          named(call, "edge function")
              .ifPresent(
                  function -> edgeFunctions.add(new Uses.EdgeFunction(function, call.place())));
        }
      }
      case "channel" -> call.argument(0).ifPresent(topic -> readChannel(call, topic));
      default -> {
        if (AUTHENTICATION.contains(name) && object.filter(SupabaseCalls::isAuth).isPresent()) {
          authentication.add(
              new Uses.Authentication(name, provider(call), metadata(call), call.place()));
        }
      }
    }
  }

  private void readFrom(Node call, Node object) {
    if (NOT_A_CLIENT.contains(object.text()) || call.arguments().size() != 1) {
      return;
    }
    boolean storage = object.unwrapped().property().filter("storage"::equals).isPresent();
    if (!storage && call.argument(0).filter(SupabaseCalls::mayNameTable).isEmpty()) {
      return;
    }
    named(call, storage ? "storage bucket" : "table")
        .ifPresent(name -> {
          if (storage) {
            buckets.add(new Uses.Bucket(name, chained(call, BUCKET_OPERATIONS), call.place()));
          } else {
            tables.add(query(name, call));
          }
        });
  }

  private static Uses.Table query(String name, Node call) {
    var filters = new ArrayList<String>();
    var keys = new ArrayList<String>();
    boolean bounded = false;
    for (var next : call.chain()) {
      String step = next.calledName().orElse("");
      var first = next.argument(0);
      if (FILTERS.contains(step)) {
        bounded = true;
        first.flatMap(Node::literal).filter(COLUMN).ifPresent(filters::add);
        first.filter(each -> step.equals("match")).map(Node::keys).ifPresent(filters::addAll);
      } else if (BOUNDS.contains(step)) {
        bounded = true;
      } else if (step.equals("select")) {
        first.flatMap(Node::literal).map(SupabaseCalls::columns).ifPresent(keys::addAll);
        bounded |= next.argument(1).flatMap(options -> options.value("head")).isPresent();
      } else if (TABLE_OPERATIONS.contains(step)) {
        bounded = true;
        first.map(Literals::keysOfRow).ifPresent(keys::addAll);
      }
    }
    return new Uses.Table(
        name,
        chained(call, TABLE_OPERATIONS),
        Uses.Via.SUPABASE,
        filters,
        keys,
        bounded,
        Loops.contain(call),
        call.place());
  }

  /**
   * The columns of the table itself that a select names, such as those of {@code id, a:b, c(*)}.
   */
  private static List<String> columns(String select) {
    var columns = new ArrayList<String>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i <= select.length(); i++) {
      char c = i < select.length() ? select.charAt(i) : ',';
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ',' && depth <= 0) {
        String column = select.substring(start, i).strip().replaceFirst("^\\w+\\s*:\\s*", "");
        if (COLUMN.test(column)) {
          columns.add(column);
        }
        start = i + 1;
      }
    }
    return columns;
  }

  private static boolean mayNameTable(Node argument) {
    return !argument.unwrapped().is("object") && !argument.unwrapped().is("array");
  }

  /** The literal first argument of a call; a computed one is noted, if a query goes on from it. */
  private Optional<String> named(Node call, String what) {
    var literal = call.argument(0).flatMap(Node::literal);
    if (literal.isEmpty()
        && (!what.equals("table") || !chained(call, TABLE_OPERATIONS).isEmpty())) {
      computed.add(new Uses.Computed(what, call.place()));
    }
    return literal;
  }

  private static List<String> chained(Node call, Set<String> operations) {
    var found = new ArrayList<String>();
    for (var next = call.nextInChain(); next.isPresent(); next = next.get().nextInChain()) {
      next.get().calledName().filter(operations::contains).ifPresent(found::add);
    }
    // "insert(…).select()" returns what was written; it reads nothing else.
    boolean writes = found.stream().anyMatch(each -> !each.equals("select"));
    return writes
        ? found.stream().filter(each -> !each.equals("select")).distinct().toList()
        : found.stream().distinct().toList();
  }

  private void readChannel(Node call, Node topic) {
    var listened = new ArrayList<String>();
    var kinds = new ArrayList<String>();
    for (var next = call.nextInChain(); next.isPresent(); next = next.get().nextInChain()) {
      var on = next.get();
      if (on.calledName().filter("on"::equals).isPresent()) {
        on.argument(0).flatMap(Node::literal).ifPresent(kinds::add);
        on.argument(1)
            .flatMap(filter -> filter.value("table"))
            .flatMap(Node::literal)
            .ifPresent(listened::add);
      }
    }
    if (!kinds.isEmpty() || topic.literal().isPresent()) {
      channels.add(
          new Uses.Channel(
              topic.literal().orElse("computed"),
              listened.stream().distinct().toList(),
              kinds.stream().distinct().toList(),
              call.place()));
    }
  }

  private static boolean isAuth(Node object) {
    String text = object.text();
    return text.equals("auth")
        || text.endsWith(".auth")
        || text.endsWith("auth.admin")
        || text.endsWith("auth.mfa");
  }

  private static @org.jspecify.annotations.Nullable String provider(Node call) {
    var first = call.argument(0);
    return first
        .flatMap(Node::literal)
        .or(() -> first.flatMap(options -> options.value("provider")).flatMap(Node::literal))
        .orElse(null);
  }

  private static List<String> metadata(Node call) {
    return call.argument(0)
        .flatMap(credentials -> credentials.value("options"))
        .flatMap(options -> options.value("data"))
        .map(Node::keys)
        .orElse(List.of());
  }

  /** A function can be called by fetch too; then its name is the end of an address. */
  private void readFunctionUrls(ParsedFile file) {
    String source = file.source();
    var lines = new LineCounter(source);
    for (int at = source.indexOf(FUNCTIONS_PATH);
        at >= 0;
        at = source.indexOf(FUNCTIONS_PATH, at + 1)) {
      int start = at + FUNCTIONS_PATH.length();
      int end = start;
      while (end < source.length() && isFunctionName(source.charAt(end))) {
        end++;
      }
      if (end > start) {
        edgeFunctions.add(
            new Uses.EdgeFunction(
                source.substring(start, end), new Place(file.path(), lines.at(at))));
      }
    }
  }

  private static boolean isFunctionName(char c) {
    return Character.isLetterOrDigit(c) || c == '-' || c == '_';
  }
}
