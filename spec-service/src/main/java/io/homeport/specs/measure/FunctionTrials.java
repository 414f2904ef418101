package io.homeport.specs.measure;

import io.homeport.specs.catalogue.Catalogue;
import io.homeport.specs.catalogue.Catalogue.Function;
import io.homeport.specs.document.Authentication.Call.Outcome;
import io.homeport.specs.material.Measurement.FunctionCall;
import io.homeport.specs.scratch.TrialSession;
import io.homeport.specs.scratch.TrialSession.Outcome.Done;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Calls the functions that run with their owner's rights, as somebody without an account and as an
 * ordinary user, with arguments that are empty or made up, and looks what changed and what came
 * back. Nothing of it stays.
 */
final class FunctionTrials {

  private static final List<Asking> CALLERS = List.of(Asking.ANON, Asking.ORDINARY);

  private static final String CHANGES =
      """
      select pg_catalog.format('%s %s.%s', n_tup_ins + n_tup_upd + n_tup_del, schemaname, relname)
      from pg_catalog.pg_stat_xact_all_tables
      where n_tup_ins + n_tup_upd + n_tup_del > 0 and schemaname not in ('pg_catalog', 'pg_toast')\
      """;

  private final Catalogue catalogue;
  private final TrialSession session;
  private final List<FunctionCall> calls = new ArrayList<>();

  FunctionTrials(Catalogue catalogue, TrialSession session) {
    this.catalogue = catalogue;
    this.session = session;
  }

  List<FunctionCall> tryAll() {
    for (var asking : CALLERS) {
      session.begin(asking.statements());
      catalogue.functions().stream()
          .filter(function -> function.relation().schema().equals("public"))
          .filter(function -> !function.isTrigger() && !function.returns().equals("event_trigger"))
          .forEach(function -> calls.add(call(asking, function)));
      session.rollback();
    }
    return calls;
  }

  private FunctionCall call(Asking asking, Function function) {
    String name = "%s(%s)".formatted(function.relation(), function.arguments());
    if (!function.executableBy().contains(asking.asker().databaseRole())) {
      return new FunctionCall(name, asking.role(), Outcome.REFUSED, List.of(), false, null);
    }
    var types = types(function.arguments());
    if (!function.securityDefiner() || types == null) {
      return new FunctionCall(name, asking.role(), Outcome.CALLABLE, List.of(), false, null);
    }
    var outcome = Outcome.FAILED;
    var changes = new TreeSet<String>();
    boolean others = false;
    String shownBy = null;
    for (boolean madeUp : types.isEmpty() ? List.of(false) : List.of(false, true)) {
      String call = called(function, types, madeUp);
      String looks = "select left(r::text, 4000) from %s r limit 1000".formatted(call);
      var before = changed(session.attempt(CHANGES));
      var result = session.attempt(looks, CHANGES);
      if (result instanceof Done) {
        outcome = Outcome.RETURNED;
        var after = changed(result);
        after.forEach((table, count) -> {
          if (count > before.getOrDefault(table, 0L)) {
            changes.add(table);
          }
        });
        boolean shows = showsOthers(looks, madeUp);
        others |= shows;
        shownBy =
            shownBy == null && (shows || !changes.isEmpty()) ? "select * from " + call : shownBy;
      }
    }
    return new FunctionCall(name, asking.role(), outcome, List.copyOf(changes), others, shownBy);
  }

  /** What somebody else's rows hold, and was not among the arguments. */
  private boolean showsOthers(String looks, boolean madeUp) {
    if (!(session.attempt(looks) instanceof Done done)) {
      return false;
    }
    return done.values().stream()
        .anyMatch(row ->
            row.contains(Person.OTHER.email()) || !madeUp && row.contains(Person.OTHER.id()));
  }

  private static Map<String, Long> changed(TrialSession.Outcome outcome) {
    var changed = new HashMap<String, Long>();
    if (outcome instanceof Done done) {
      for (String line : done.values()) {
        int space = line.indexOf(' ');
        String table = line.substring(space + 1);
        changed.put(
            table.startsWith("public.") ? table.substring("public.".length()) : table,
            Long.parseLong(line.substring(0, space)));
      }
    }
    return changed;
  }

  /** A call with arguments that are empty or made up. */
  static String called(Function function, List<String> types, boolean madeUp) {
    return "%s(%s)"
        .formatted(
            Sql.name(function.relation()),
            types.stream()
                .map(type -> madeUp ? madeUp(type) : "null::" + type)
                .collect(Collectors.joining(", ")));
  }

  private static String madeUp(String type) {
    return switch (type) {
      case "uuid" -> "'%s'::uuid".formatted(Person.OTHER.id());
      case "boolean" -> "true";
      case "integer", "bigint", "smallint", "numeric", "real", "double precision" -> "1::" + type;
      case "text", "character varying" -> "'sample'::" + type;
      case "json", "jsonb" -> "'{}'::" + type;
      case "date", "timestamp with time zone", "timestamp without time zone" ->
          "'2099-01-01'::" + type;
      default -> type.endsWith("[]") ? "'{}'::" + type : "null::" + type;
    };
  }

  /** The types of {@code _user_id uuid, _role app_role}; null when they cannot be told. */
  static @org.jspecify.annotations.Nullable List<String> types(String arguments) {
    var types = new ArrayList<String>();
    if (arguments.isBlank()) {
      return types;
    }
    for (String argument : arguments.split(", (?![^()]*\\))")) {
      if (argument.startsWith("OUT ")
          || argument.startsWith("INOUT ")
          || argument.startsWith("VARIADIC ")) {
        return null;
      }
      // Names that need quotes may hold anything.
      var parts = argument.replaceFirst("^\"[^\"]*\" ", "name ");
      int space = parts.indexOf(' ');
      boolean named = space > 0 && !isTwoWords(parts);
      types.add(named ? parts.substring(space + 1) : parts);
    }
    return types;
  }

  private static boolean isTwoWords(String type) {
    return type.matches(
        "(?:timestamp|time) with(?:out)? time zone(?:\\[\\])?|double precision(?:\\[\\])?|character varying(?:\\[\\])?|bit varying");
  }
}
