package io.homeport.specs.measure;

import io.homeport.specs.catalogue.Catalogue;
import io.homeport.specs.catalogue.Catalogue.Column;
import io.homeport.specs.catalogue.Catalogue.Function;
import io.homeport.specs.catalogue.Catalogue.Generation;
import io.homeport.specs.catalogue.Catalogue.Policy;
import io.homeport.specs.catalogue.Catalogue.PolicyCommand;
import io.homeport.specs.catalogue.Catalogue.Table;
import io.homeport.specs.document.Finding.Fix;
import io.homeport.specs.material.AppRoles;
import io.homeport.specs.material.Measurement.Escalation;
import io.homeport.specs.material.Owner;
import io.homeport.specs.material.PermissionMatrix.Asker;
import io.homeport.specs.material.RoleColumns;
import io.homeport.specs.scratch.TrialSession;
import io.homeport.specs.scratch.TrialSession.Outcome.Done;
import io.homeport.specs.sql.PolicyExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Migrations that mend what can be mended mechanically. Each is tried in the stocked database: the
 * leak must be there before and gone after, and what should work must work as before. What does not
 * pass is not offered. Nothing stays.
 */
final class Fixes {

  private static final Set<String> EVERYBODY = Set.of("public", "anon", "authenticated");

  private final Catalogue catalogue;
  private final TrialSession session;
  private final Stock stock;
  private final List<Person> people;
  private final Map<String, Fix> fixes = new TreeMap<>();

  /** The app's function that says whether somebody is an administrator, and who is one. */
  private record Administrators(String condition, Person person) {}

  Fixes(Catalogue catalogue, TrialSession session, Stock stock, List<Person> people) {
    this.catalogue = catalogue;
    this.session = session;
    this.stock = stock;
    this.people = people;
  }

  /** By the id of the finding that each mends. */
  Map<String, Fix> tryAll(List<Escalation> escalations) {
    catalogue.tables().stream().filter(table -> !table.rowSecurity()).forEach(this::rowSecurity);
    catalogue.policies().stream()
        .filter(policy -> policy.permissive() && policy.command() != PolicyCommand.SELECT)
        .filter(policy -> policy.roles().stream().anyMatch(EVERYBODY::contains))
        .forEach(this::alwaysTrue);
    escalations.stream().filter(each -> each.way() == Escalation.Way.SIGN_UP).forEach(this::signUp);
    for (var function : catalogue.functions()) {
      if (function.securityDefiner() && function.relation().schema().equals("public")) {
        searchPath(function);
        callableByAnybody(function);
      }
    }
    return fixes;
  }

  /** Row security with a policy for owners. */
  private void rowSecurity(Table table) {
    var condition = ownersCondition(table);
    if (condition.isEmpty()) {
      return;
    }
    String name = Sql.name(table.relation());
    String own = condition.get();
    var fix =
        List.of(
            "alter table %s enable row level security".formatted(name),
            "create policy \"Owners have their own rows\" on %s for all to authenticated using (%s) with check (%s)"
                .formatted(name, own, own));
    var trial = new Trial(session);
    for (var asking : List.of(Asking.ANON, Asking.ORDINARY)) {
      trial.leaks(asking, "reads rows of others", select(table, Person.OTHER));
      trial.leaks(asking, "deletes rows of others", delete(table, Person.OTHER));
    }
    trial.works(Asking.ORDINARY, "reads own rows", select(table, Person.ONE));
    trial.works(Asking.ORDINARY, "changes own rows", touch(table, Person.ONE));
    trial.works(Asking.SERVER, "reads all rows", select(table, Person.OTHER));
    offer("rls-disabled:" + table.relation(), fix, trial);
  }

  /** The owner's rows instead of all; where rows have no owner, administrators only. */
  private void alwaysTrue(Policy policy) {
    String checked = policy.check() == null ? policy.using() : policy.check();
    boolean through =
        policy.command() == PolicyCommand.INSERT
            ? PolicyExpression.isAlwaysTrue(checked)
            : PolicyExpression.isAlwaysTrue(policy.using());
    var table = catalogue.table(policy.table());
    if (!through || table.isEmpty() || stock.of(policy.table()).isEmpty()) {
      return;
    }
    var owner = owner(table.get());
    var condition = ownersCondition(table.get());
    // Such as a newsletter: whoever adds a row need have no account.
    boolean forGuests =
        policy.command() == PolicyCommand.INSERT
            && (condition.isEmpty()
                || owner.flatMap(table.get()::column).filter(Column::nullable).isPresent());
    if (forGuests) {
      return;
    }
    if (condition.isPresent()) {
      narrow(policy, table.get(), condition.get(), Person.ONE, Asking.ORDINARY);
    } else if (belongsToNothing(table.get())) {
      administrators()
          .ifPresent(them ->
              narrow(
                  policy,
                  table.get(),
                  them.condition(),
                  them.person(),
                  new Asking(
                      String.valueOf(them.person().role()),
                      Asker.AUTHENTICATED,
                      them.person(),
                      them.person().asks())));
    }
  }

  private void narrow(Policy policy, Table table, String condition, Person may, Asking asMay) {
    String name = Sql.name(table.relation());
    var fix = new ArrayList<String>();
    if (policy.command() == PolicyCommand.ALL) {
      // Who could read before still can.
      fix.add(
          "create policy %s on %s for select to %s using (true)"
              .formatted(
                  Sql.name(cut(policy.name()) + " (read)"),
                  name,
                  policy.roles().stream().map(Fixes::role).collect(Collectors.joining(", "))));
    }
    boolean inserts = policy.command() == PolicyCommand.INSERT;
    boolean checks = inserts || policy.command() != PolicyCommand.DELETE;
    fix.add(
        "alter policy %s on %s to authenticated%s%s"
            .formatted(
                Sql.name(policy.name()),
                name,
                inserts ? "" : " using (%s)".formatted(condition),
                checks ? " with check (%s)".formatted(condition) : ""));
    var trial = new Trial(session);
    var strangers = List.of(Asking.ANON, Asking.ORDINARY);
    for (var asking : strangers) {
      leaksOf(policy.command(), table, asking, trial);
      trial.same(asking, "reads what was readable", readable(table));
    }
    worksFor(policy.command(), table, may, asMay, trial);
    offer("policy-always-true:%s.%s".formatted(policy.table(), policy.name()), fix, trial);
  }

  private void leaksOf(PolicyCommand command, Table table, Asking asking, Trial trial) {
    boolean all = command == PolicyCommand.ALL;
    if (all || command == PolicyCommand.DELETE) {
      trial.leaks(asking, "deletes rows of others", delete(table, Person.OTHER));
    }
    if (all || command == PolicyCommand.UPDATE) {
      trial.leaks(asking, "changes rows of others", touch(table, Person.OTHER));
    }
    if (all || command == PolicyCommand.INSERT) {
      trial.leaks(asking, "adds rows for others", copy(table, Person.OTHER));
    }
  }

  private void worksFor(
      PolicyCommand command, Table table, Person may, Asking asking, Trial trial) {
    String who = asking.equals(Asking.ORDINARY) ? "own rows" : "rows";
    boolean all = command == PolicyCommand.ALL;
    if (all || command == PolicyCommand.DELETE) {
      trial.works(asking, "deletes " + who, delete(table, may));
    }
    if (all || command == PolicyCommand.UPDATE) {
      trial.works(asking, "changes " + who, touch(table, may));
    }
    if (all || command == PolicyCommand.INSERT) {
      trial.works(asking, "adds " + who, copy(table, may));
    }
  }

  /** The trigger's function without the key of the user's own words. */
  private void signUp(Escalation escalation) {
    var function =
        catalogue.functions().stream()
            .filter(each -> each.relation().toString().equals(escalation.subject()))
            .findFirst();
    var definition = function.flatMap(this::definition);
    if (function.isEmpty() || definition.isEmpty()) {
      return;
    }
    String word =
        Pattern.compile(
                "(?:\\bnew\\s*\\.\\s*)?\\braw_user_meta_data\\s*->>?\\s*'%s'"
                    .formatted(Pattern.quote(escalation.column())),
                Pattern.CASE_INSENSITIVE)
            .matcher(definition.get())
            .replaceAll("null");
    if (word.equals(definition.get())) {
      return;
    }
    String metadata =
        "{%s:%s,\"full_name\":\"User N\"}"
            .formatted(Sql.json(escalation.column()), Sql.json(escalation.role()));
    var trial = new Trial(session);
    var holders =
        catalogue.tables().stream()
            .flatMap(table ->
                RoleColumns.deciding(catalogue, table)
                    .flatMap(column ->
                        People.userColumn(catalogue, table)
                            .map(user ->
                                "select %s::text from %s where %s = '%s'"
                                    .formatted(
                                        Sql.name(column),
                                        Sql.name(table.relation()),
                                        Sql.name(user),
                                        RoleTrials.NEWCOMER.id()))
                            .stream()))
            .toList();
    for (String holds : holders) {
      trial.signsUp(metadata, holds, escalation.role());
    }
    offer("sign-up-sets-role:" + escalation.subject(), List.of(word.strip()), trial);
  }

  private Optional<String> definition(Function function) {
    session.begin(List.of("set local search_path = pg_catalog"));
    var outcome =
        session.attempt(
            "select pg_get_functiondef(p.oid) from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
                + " where n.nspname = %s and p.proname = %s and pg_get_function_identity_arguments(p.oid) = %s"
                    .formatted(
                        Sql.text(function.relation().schema()),
                        Sql.text(function.relation().name()),
                        Sql.text(function.arguments())));
    session.rollback();
    return outcome instanceof Done done ? done.values().stream().findFirst() : Optional.empty();
  }

  /** A search_path of its own, in which everything that it names is found as before. */
  private void searchPath(Function function) {
    if (function.searchPath() != null) {
      return;
    }
    var trial = new Trial(session);
    for (var asking : List.of(Asking.ANON, Asking.ORDINARY)) {
      calls(function).forEach(call -> trial.same(asking, "calls it with the same result", call));
    }
    trial.leaks(
        Asking.SERVER,
        "finds it takes the caller's search_path",
        List.of(
            "select 1 from pg_catalog.pg_proc p where p.oid = %s::regprocedure and not exists (select 1 from pg_catalog.unnest(p.proconfig) setting where setting like 'search_path=%%')"
                .formatted(Sql.text(signature(function)))));
    offer(
        "definer-without-search-path:%s(%s)".formatted(function.relation(), function.arguments()),
        List.of(
            "alter function %s set search_path = public, extensions, pg_temp"
                .formatted(signature(function))),
        trial);
  }

  /** For users and the server only, unless a policy for everybody needs it. */
  private void callableByAnybody(Function function) {
    boolean open =
        !function.isTrigger()
            && !function.returns().equals("event_trigger")
            && function.executableBy().contains("anon");
    var calls = calls(function);
    if (!open || calls.isEmpty() || function.executableBy().size() < 2) {
      return;
    }
    String name = signature(function);
    var trial = new Trial(session);
    trial.leaks(
        Asking.ANON,
        "may call it",
        List.of(
            "select 1 where pg_catalog.has_function_privilege(%s, 'execute')"
                .formatted(Sql.text(name))));
    calls.forEach(call -> trial.same(Asking.ORDINARY, "calls it with the same result", call));
    for (var table : catalogue.tables()) {
      trial.same(Asking.ANON, "reads what was readable of every table", readable(table));
    }
    offer(
        "definer-callable-by-anon:%s(%s)".formatted(function.relation(), function.arguments()),
        List.of(
            "revoke execute on function %s from public, anon".formatted(name),
            "grant execute on function %s to %s"
                .formatted(
                    name,
                    function.executableBy().stream()
                        .filter(role -> !role.equals("anon"))
                        .sorted()
                        .collect(Collectors.joining(", ")))),
        trial);
  }

  private static String signature(Function function) {
    var types = FunctionTrials.types(function.arguments());
    return "%s(%s)"
        .formatted(
            Sql.name(function.relation()),
            types == null ? function.arguments() : String.join(", ", types));
  }

  private static List<List<String>> calls(Function function) {
    var types = FunctionTrials.types(function.arguments());
    if (types == null || function.isTrigger()) {
      return List.of();
    }
    return Stream.of(false, true)
        .map(madeUp ->
            List.of(
                "select left(r::text, 1000) from %s r limit 100"
                    .formatted(FunctionTrials.called(function, types, madeUp))))
        .distinct()
        .toList();
  }

  private Optional<Administrators> administrators() {
    return AppRoles.of(catalogue).keySet().stream()
        .filter(PlausibleValues::isPowerful)
        .flatMap(role -> people.stream().filter(person -> role.equals(person.role())))
        .flatMap(person ->
            catalogue.functions().stream()
                .filter(function -> function.returns().equals("boolean"))
                .filter(function -> function.relation().name().equals("has_role"))
                .filter(function -> function.arguments().matches("\\S+ uuid, \\S+ \\S+"))
                .map(function ->
                    new Administrators(
                        "%s((select auth.uid()), %s)"
                            .formatted(
                                Sql.name(function.relation()),
                                Sql.text(String.valueOf(person.role()))),
                        person)))
        .findFirst();
  }

  /** The owner's column, if the database can compare it with the user's id. */
  private Optional<String> owner(Table table) {
    return Owner.of(catalogue, table)
        .map(Owner::column)
        .filter(name -> table.column(name).filter(each -> each.type().equals("uuid")).isPresent())
        .filter(name -> !stock.of(table.relation(), Person.ONE).isEmpty());
  }

  /** That a row is the asking user's: its own column says so, or what it belongs to. */
  private Optional<String> ownersCondition(Table table) {
    var own = owner(table).map(Fixes::own);
    return own.isPresent()
        ? own
        : table.foreignKeys().stream()
            .filter(key -> key.columns().size() == 1)
            .flatMap(key ->
                catalogue.table(key.target()).stream()
                    .flatMap(parent -> owner(parent).stream())
                    .map(owner ->
                        "exists (select 1 from %s parent where parent.%s = %s.%s and parent.%s = (select auth.uid()))"
                            .formatted(
                                Sql.name(key.target()),
                                Sql.name(key.targetColumns().getFirst()),
                                Sql.name(table.relation().name()),
                                Sql.name(key.columns().getFirst()),
                                Sql.name(owner))))
            .findFirst();
  }

  /** True for what is the app's, such as announcements: ordinary users need not write it. */
  private static boolean belongsToNothing(Table table) {
    return table.foreignKeys().stream().allMatch(key -> key.target().equals(Owner.USERS));
  }

  private static String own(String column) {
    return "(select auth.uid()) = " + Sql.name(column);
  }

  private static String role(String name) {
    return name.equals("public") ? name : Sql.name(name);
  }

  /** Names of policies have at most 63 bytes. */
  private static String cut(String name) {
    return name.length() > 50 ? name.substring(0, 50) : name;
  }

  private List<String> select(Table table, Person whose) {
    return rowsOf(table, whose)
        .map(row ->
            "select 1 from %s where %s".formatted(Sql.name(table.relation()), row.condition()))
        .toList();
  }

  private List<String> delete(Table table, Person whose) {
    return rowsOf(table, whose)
        .map(
            row -> "delete from %s where %s".formatted(Sql.name(table.relation()), row.condition()))
        .toList();
  }

  private List<String> touch(Table table, Person whose) {
    String changed = Sql.name(changeable(table));
    return rowsOf(table, whose)
        .map(row ->
            "update %s set %s = %s where %s"
                .formatted(Sql.name(table.relation()), changed, changed, row.condition()))
        .toList();
  }

  private static String changeable(Table table) {
    return table.columns().reversed().stream()
        .filter(each -> each.generation() == Generation.NONE)
        .map(Column::name)
        .filter(name -> !table.primaryKey().contains(name))
        .findFirst()
        .orElse(table.columns().getFirst().name());
  }

  /** The same row again, which is new once the first is gone. */
  private List<String> copy(Table table, Person whose) {
    return stock.of(table.relation(), whose).stream()
        .flatMap(row -> Optional.ofNullable(row.insert()).stream())
        .limit(1)
        .toList();
  }

  private List<String> readable(Table table) {
    return List.of(
        "select %s from %s limit 500"
            .formatted(
                String.join(" || '|' || ", RowMaker.keys(table)), Sql.name(table.relation())));
  }

  private Stream<Stock.Row> rowsOf(Table table, Person whose) {
    return stock.of(table.relation(), whose).stream().limit(2);
  }

  private void offer(String finding, List<String> fix, Trial trial) {
    session.begin(List.of("set local search_path = public, extensions"));
    trial.before();
    boolean applies = fix.stream().allMatch(sql -> session.keep(sql) instanceof Done);
    if (applies) {
      trial.after();
    }
    session.rollback();
    if (applies && trial.passed()) {
      fixes.putIfAbsent(finding, new Fix(String.join(";\n", fix) + ";\n", trial.report()));
    }
  }
}
