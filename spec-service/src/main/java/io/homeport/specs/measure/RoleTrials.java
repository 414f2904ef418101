package io.homeport.specs.measure;

import io.homeport.specs.catalogue.Catalogue;
import io.homeport.specs.catalogue.Catalogue.Function;
import io.homeport.specs.catalogue.Catalogue.Table;
import io.homeport.specs.material.AppRoles;
import io.homeport.specs.material.Measurement.Escalation;
import io.homeport.specs.material.Measurement.Escalation.Way;
import io.homeport.specs.material.Owner;
import io.homeport.specs.material.RoleColumns;
import io.homeport.specs.material.RoleFlags;
import io.homeport.specs.scratch.TrialSession;
import io.homeport.specs.scratch.TrialSession.Outcome.Done;
import io.homeport.specs.sql.FunctionBody;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tries to come to a role: by saying so when signing up, by adding a row that holds it, by changing
 * the one that does. It counts only if the row that the app asks holds the role afterwards.
 */
final class RoleTrials {

  static final Person NEWCOMER = new Person("n", "dddddddd-0000-4000-8000-000000000004", null);
  static final List<String> AS_SIGN_UP =
      List.of("set local search_path = auth", "set local role supabase_auth_admin");

  private final Catalogue catalogue;
  private final TrialSession owner;
  private final RowMaker rows;
  private final Demonstration demonstration;
  private final PlausibleValues values;
  private final List<Holder> holders;
  private final List<Escalation> escalations = new ArrayList<>();
  private boolean signUpTried;

  /** A column that holds users' roles. */
  private record Holder(Table table, String user, String column, boolean flag) {

    /** A query that answers with something if the person holds the role. */
    String holds(Person person, String role) {
      return "select %s from %s where %s = '%s' and %s"
          .formatted(
              Sql.name(column),
              Sql.name(table.relation()),
              Sql.name(user),
              person.id(),
              flag ? Sql.name(column) : Sql.name(column) + "::text = " + Sql.text(role));
    }
  }

  RoleTrials(Catalogue catalogue, TrialSession owner, RowMaker rows, Demonstration demonstration) {
    this.catalogue = catalogue;
    this.owner = owner;
    this.rows = rows;
    this.demonstration = demonstration;
    this.values = new PlausibleValues(catalogue);
    this.holders =
        catalogue.tables().stream()
            .flatMap(table ->
                RoleColumns.deciding(catalogue, table)
                    .flatMap(column -> holder(table, column).stream()))
            .toList();
  }

  List<Escalation> escalations() {
    return escalations;
  }

  boolean signUpTried() {
    return signUpTried;
  }

  private Optional<Holder> holder(Table table, String column) {
    boolean flag = table.column(column).filter(each -> each.type().equals("boolean")).isPresent();
    return People.userColumn(catalogue, table).map(user -> new Holder(table, user, column, flag));
  }

  /** The roles to be tried: those that decide over others first. */
  private List<String> roles(Holder holder) {
    if (holder.flag()) {
      return List.of(
          RoleFlags.of(catalogue, holder.table())
              .filter(flag -> flag.column().equals(holder.column()))
              .map(RoleFlags.Flag::role)
              .findFirst()
              .orElse("admin"));
    }
    var roles = new LinkedHashSet<>(AppRoles.of(catalogue).keySet());
    holder
        .table()
        .column(holder.column())
        .ifPresent(column -> roles.addAll(values.labels(holder.table(), column)));
    var powerful = roles.stream().filter(PlausibleValues::isPowerful);
    var rest =
        roles.stream()
            .filter(role -> !PlausibleValues.isPowerful(role) && !PlausibleValues.isOrdinary(role));
    return Stream.concat(powerful, rest).limit(6).toList();
  }

  void signUp() {
    var triggers =
        catalogue.triggers().stream()
            .filter(trigger ->
                trigger.table().equals(Owner.USERS) && trigger.events().contains("INSERT"))
            .map(trigger -> catalogue.function(trigger.function()))
            .flatMap(Optional::stream)
            .toList();
    for (var function : triggers) {
      for (var holder : holders) {
        signUp(function, holder);
      }
    }
  }

  private void signUp(Function function, Holder holder) {
    var keys = FunctionBody.of(function.body()).metadataKeys();
    for (String role : roles(holder)) {
      for (String key : keys) {
        String metadata =
            holder.flag()
                ? "{%s:true,\"full_name\":\"User N\"}".formatted(Sql.json(key))
                : "{%s:%s,\"full_name\":\"User N\"}".formatted(Sql.json(key), Sql.json(role));
        if (signsUpWith(metadata, holder, role, function, key)) {
          return;
        }
      }
    }
  }

  private boolean signsUpWith(
      String metadata, Holder holder, String role, Function function, String key) {
    String check = holder.holds(NEWCOMER, role);
    var statements = new ArrayList<>(AS_SIGN_UP);
    statements.add(NEWCOMER.signsUp("{\"full_name\":\"User N\"}"));
    statements.add("reset role");
    statements.add(check);
    owner.begin(List.of("set local search_path = public, extensions"));
    var plainly = owner.attempt(statements);
    statements.set(2, NEWCOMER.signsUp(metadata));
    var chosen = owner.attempt(statements);
    owner.rollback();
    signUpTried |= plainly instanceof Done || chosen instanceof Done;
    boolean comes =
        chosen instanceof Done(int _, List<String> found)
            && !found.isEmpty()
            && !(plainly instanceof Done(int _, List<String> before) && !before.isEmpty());
    if (!comes) {
      return false;
    }
    var shown =
        demonstration.of(
            List.of(),
            List.of(
                "insert into auth.users (id, email, raw_user_meta_data) values ('%s', '%s', %s)"
                    .formatted(NEWCOMER.id(), NEWCOMER.email(), Sql.text(metadata)),
                check),
            "the role that the user chose");
    shown.ifPresent(sql ->
        escalations.add(
            new Escalation(Way.SIGN_UP, function.relation().toString(), key, role, sql)));
    return shown.isPresent();
  }

  /** As an ordinary user, over the API. */
  void overTheApi(TrialSession api) {
    for (var holder : holders) {
      for (String role : roles(holder)) {
        api.begin(Person.ONE.asks());
        boolean found = inserts(api, holder, role) | updates(api, holder, role);
        api.rollback();
        if (found) {
          break;
        }
      }
    }
  }

  private boolean inserts(TrialSession api, Holder holder, String role) {
    var recipe = rows.draft(holder.table(), Person.ONE, 2 * RowMaker.VARIANTS);
    recipe.must(holder.user(), Sql.text(Person.ONE.id()));
    recipe.must(holder.column(), holder.flag() ? "true" : Sql.text(role));
    var parents =
        recipe.parents().stream().flatMap(parent -> parent.inserts().stream()).distinct().toList();
    return found(api, holder, role, Way.INSERT, recipe.insert(), parents);
  }

  private boolean updates(TrialSession api, Holder holder, String role) {
    String update =
        "update %s set %s = %s where %s = '%s'"
            .formatted(
                Sql.name(holder.table().relation()),
                Sql.name(holder.column()),
                holder.flag() ? "true" : Sql.text(role),
                Sql.name(holder.user()),
                Person.ONE.id());
    var row = rows.stock().of(holder.table().relation(), Person.ONE).stream().findFirst();
    return found(
        api, holder, role, Way.UPDATE, update, row.map(Stock.Row::inserts).orElse(List.of()));
  }

  private boolean found(
      TrialSession api,
      Holder holder,
      String role,
      Way way,
      String statement,
      List<String> before) {
    String check = holder.holds(Person.ONE, role);
    boolean had =
        api.attempt("set local role service_role", check) instanceof Done(int _, List<String> now)
            && !now.isEmpty();
    boolean has =
        api.attempt(statement, "set local role service_role", check)
                instanceof Done(int _, List<String> then)
            && !then.isEmpty();
    if (had || !has) {
      return false;
    }
    var asking = new ArrayList<>(Person.ONE.asks());
    asking.add(statement);
    asking.add("set local role service_role");
    asking.add(check);
    var users = List.of(Demonstration.user(Person.ONE));
    var shown =
        Stream.of(
                users,
                Stream.concat(users.stream(), before.stream()).toList(),
                Stream.of(
                        Stream.of("set local session_replication_role = replica"),
                        users.stream(),
                        before.stream(),
                        Stream.of("set local session_replication_role = origin"))
                    .flatMap(each -> each)
                    .toList())
            .flatMap(setup ->
                demonstration.of(setup, asking, "the role that the user gave himself").stream())
            .findFirst();
    shown.ifPresent(sql ->
        escalations.add(
            new Escalation(way, holder.table().relation().toString(), holder.column(), role, sql)));
    return shown.isPresent();
  }

  /** Tables of which one's own row can be given a role. */
  static Set<String> changeable(List<Escalation> escalations) {
    Map<String, Boolean> tables = new LinkedHashMap<>();
    escalations.stream()
        .filter(each -> each.way() == Way.UPDATE)
        .forEach(each -> tables.put(each.subject(), true));
    return tables.keySet();
  }
}
