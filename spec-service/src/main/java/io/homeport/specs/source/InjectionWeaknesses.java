package io.homeport.specs.source;

import io.homeport.specs.source.Flow.Origin;
import io.homeport.specs.source.Weakness.Kind;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Weaknesses of servers: what a caller sends becomes SQL, a query, a command, a path or an address.
 * It is followed within a file only; a value of unknown origin counts where it stands in quotes of
 * SQL, and nowhere else.
 */
final class InjectionWeaknesses {

  private static final Set<String> QUERIES =
      Set.of(
          "query",
          "execute",
          "executemany",
          "executescript",
          "raw",
          "unsafe",
          "text",
          "prepare",
          "exec",
          "run",
          "all",
          "get",
          "fetch",
          "fetchrow",
          "fetch_all",
          "fetch_one",
          "$queryRawUnsafe",
          "$executeRawUnsafe",
          "literal");
  private static final Pattern SQL =
      Pattern.compile(
          "(?is)[a-z]{0,2}(?:\"\"\"|'''|[\"'`])\\s*(?:select\\b.{0,2000}?\\bfrom|insert\\s+into|update\\s+\\S{1,60}\\s+set|delete\\s+from|drop\\s|alter\\s|create\\s|with\\s+\\w+\\s+as)\\b.*");
  private static final Pattern QUOTED =
      Pattern.compile("(?s).*'%?(?:\\$\\{[^}']{1,100}\\}|\\{[^}']{1,100}\\}|%s|[\"']\\s*\\+).*");
  private static final Pattern SQL_FUNCTION =
      Pattern.compile("(?:exec|execute|run)_?(?:raw_?)?(?:sql|query).*|(?:raw_)?sql(?:_query)?");
  private static final Set<String> FINDS =
      Set.of(
          "find",
          "findOne",
          "findOneAndUpdate",
          "findOneAndDelete",
          "updateOne",
          "updateMany",
          "deleteOne",
          "deleteMany",
          "countDocuments",
          "aggregate",
          "find_one",
          "update_one",
          "update_many",
          "delete_one",
          "delete_many",
          "find_one_and_update",
          "count_documents");
  private static final Set<String> NODE_COMMANDS =
      Set.of("exec", "execSync", "spawn", "spawnSync", "execFile", "execFileSync");
  private static final Pattern PYTHON_COMMAND =
      Pattern.compile(
          "os\\.(?:system|popen)|subprocess\\.(?:run|call|check_output|check_call|Popen|getoutput)|asyncio\\.create_subprocess_shell");
  private static final Set<String> FILES =
      Set.of(
          "readFile",
          "readFileSync",
          "writeFile",
          "writeFileSync",
          "appendFile",
          "unlink",
          "unlinkSync",
          "createReadStream",
          "createWriteStream",
          "rm",
          "rmSync",
          "sendFile",
          "readTextFile",
          "send_file",
          "FileResponse");
  private static final Pattern FETCH =
      Pattern.compile(
          "fetch|(?:axios|got|ky|needle)(?:\\.(?:get|post|put|delete|head|request))?|(?:requests|httpx|client|session|http_client)\\.(?:get|post|put|delete|head|stream)|urllib\\.request\\.urlopen|urlopen");

  private final ParsedFile file;
  private final Flow flow;
  private final Weaknesses found;
  private final boolean python;
  private final boolean runsCommands;

  InjectionWeaknesses(ParsedFile file, Flow flow, Weaknesses found) {
    this.file = file;
    this.flow = flow;
    this.found = found;
    this.python = CodeParser.isPython(file.path());
    this.runsCommands = file.source().contains("child_process");
  }

  void read() {
    for (var call : file.calls()) {
      String name = call.calledName().orElse("");
      String callee =
          call.callee().map(Node::text).filter(text -> text.length() < 200).orElse(name);
      var first = call.argument(0);
      if (first.isEmpty()) {
        continue;
      }
      if (QUERIES.contains(name)) {
        sql(call, name, first.get());
      }
      if (name.equals("rpc")) {
        anySql(call, first.get());
      }
      if (!flow.onServer()) {
        continue;
      }
      if (FINDS.contains(name)) {
        noSql(callee, first.get());
      }
      command(call, name, callee, first.get());
      path(call, name, callee, first.get());
      if (FETCH.matcher(callee).matches()) {
        address(callee, first.get());
      }
    }
  }

  private void sql(Node call, String name, Node given) {
    var text = Constants.of(given);
    boolean made =
        text.is("template_string")
            || text.is("binary_expression")
            || text.is("binary_operator")
            || text.is("string")
            || text.is("call");
    // The text of a large query is long; its beginning tells that it is one.
    if (!made || !SQL.matcher(beginning(text)).matches()) {
      return;
    }
    if (text.is("call") && !text.calledName().filter("format"::equals).isPresent()) {
      return;
    }
    var origin = flow.of(text);
    if (origin == Origin.REQUEST && !flow.isChecked(text)) {
      found.add(Kind.SQL, true, name, call);
    } else if (origin.compareTo(Origin.UNKNOWN) >= 0
        && flow.onServer()
        && QUOTED.matcher(beginning(text)).matches()) {
      found.add(Kind.SQL, false, name, call);
    }
  }

  private static String beginning(Node node) {
    String text = node.text();
    return text.length() > 6_000 ? text.substring(0, 6_000) : text;
  }

  /** A function of the database that runs whatever SQL it is given. */
  private void anySql(Node call, Node name) {
    boolean runs = name.literal().filter(SQL_FUNCTION.asMatchPredicate()).isPresent();
    if (runs) {
      boolean fixed =
          call.argument(1)
              .map(given ->
                  given.unwrapped().children().stream()
                      .flatMap(pair -> pair.field("value").stream())
                      .allMatch(value -> flow.of(value) == Origin.CONSTANT))
              .orElse(true);
      found.add(Kind.SQL, !fixed, name.literal().orElse("rpc"), call);
    }
  }

  /** All that is sent, as the condition: {@code find(req.body)}. */
  private void noSql(String callee, Node condition) {
    var node = condition.unwrapped();
    boolean whole =
        node.is("identifier")
            || node.is("member_expression")
            || node.is("attribute")
            || node.is("call_expression")
            || node.is("await_expression");
    boolean spread =
        node.is("object")
            && node.children().stream()
                .filter(each -> each.is("spread_element"))
                .anyMatch(each -> flow.of(each) == Origin.REQUEST);
    boolean isBody = whole && flow.of(node) == Origin.REQUEST && !isText(node);
    if (isBody || spread) {
      found.add(Kind.NOSQL, true, callee, condition);
    }
  }

  /** What a path holds is text; what a body holds may be an object. */
  private static boolean isText(Node node) {
    return node.text().contains("params") || node.text().contains(".get(");
  }

  private void command(Node call, String name, String callee, Node command) {
    boolean node =
        runsCommands
            && NODE_COMMANDS.contains(name)
            && (callee.equals(name) || callee.matches("(?:cp|childProcess|child_process)\\.\\w+"));
    boolean inPython = python && PYTHON_COMMAND.matcher(callee).matches();
    if (!node && !inPython) {
      return;
    }
    var origin = flow.of(command);
    boolean shell =
        name.equals("exec")
            || name.equals("execSync")
            || callee.startsWith("os.")
            || callee.endsWith("_shell")
            || call.keyword("shell").map(Node::text).filter("True"::equals).isPresent();
    var parts = call.argument(1).map(flow::of).orElse(Origin.CONSTANT);
    if (origin == Origin.REQUEST && !flow.isChecked(command)) {
      found.add(Kind.COMMAND, true, callee, call);
    } else if (shell && origin == Origin.UNKNOWN && !command.unwrapped().is("identifier")) {
      found.add(Kind.COMMAND, false, callee, call);
    } else if (node && parts == Origin.REQUEST && call.text().contains("shell: true")) {
      found.add(Kind.COMMAND, true, callee, call);
    }
  }

  private void path(Node call, String name, String callee, Node path) {
    boolean opens =
        python
            ? callee.equals("open") || FILES.contains(name)
            : FILES.contains(name) || callee.equals("Deno.open");
    if (opens && outside(path).isPresent()) {
      found.add(Kind.FILE_PATH, true, callee, call);
    }
    boolean storage =
        Set.of("upload", "download", "remove", "createSignedUrl", "update").contains(name)
            && callee.matches("(?s).*\\.storage\\s*\\.from\\(.*");
    if (storage
        && file.source().contains("SERVICE_ROLE")
        && outside(path).isPresent()
        && !namesTheUser(path)) {
      found.add(Kind.STORAGE_PATH, true, name, call);
    }
  }

  private Optional<Node> outside(Node value) {
    var path = value.is("keyword_argument") ? value.field("value").orElse(value) : value;
    return flow.of(path) == Origin.REQUEST && !flow.isChecked(path)
        ? Optional.of(path)
        : Optional.empty();
  }

  private static boolean namesTheUser(Node path) {
    return path.text().matches("(?si).*\\b(?:user|uid|owner|claims|auth|org|tenant)\\w*.*");
  }

  private void address(String callee, Node address) {
    if (flow.of(address) == Origin.REQUEST
        && !MarkupWeaknesses.hasFixedHost(flow, address)
        && !isOwnRequest(address)
        && !flow.isChecked(address)) {
      found.add(Kind.SERVER_REQUEST, true, callee, address);
    }
  }

  /** The request is passed on, as a worker does, or its address is used to call oneself. */
  private static boolean isOwnRequest(Node address) {
    return address.text().matches("(?s).*\\b(?:req|request)(?:\\.(?:url|nextUrl|headers)\\b.*)?")
        || address.text().matches("(?s).*(?:origin|host).*");
  }
}
