package io.homeport.specs.measure;

import io.homeport.specs.catalogue.Catalogue;
import io.homeport.specs.catalogue.Catalogue.Function;
import io.homeport.specs.catalogue.Catalogue.Table;
import io.homeport.specs.material.AppRoles;
import io.homeport.specs.material.Owner;
import io.homeport.specs.material.RoleColumns;
import io.homeport.specs.material.RoleFlags;
import io.homeport.specs.scratch.TrialSession;
import io.homeport.specs.scratch.TrialSession.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The made-up users: they sign up as in production, and some are given a role. */
final class People {

  /** As the server that signs users up; the second as a migration would. */
  private static final List<List<String>> WAYS =
      List.of(
          List.of("set local search_path = auth", "set local role supabase_auth_admin"),
          List.of("set local search_path = public, extensions"),
          List.of(
              "set local search_path = public, extensions",
              "set local session_replication_role = replica"));

  /** More kinds of users than this are not tried. */
  private static final int MOST_ROLES = 12;

  private final Catalogue catalogue;
  private final TrialSession session;

  People(Catalogue catalogue, TrialSession session) {
    this.catalogue = catalogue;
    this.session = session;
  }

  /**
   * Everybody: somebody for others to refer to, who comes first since some apps make the first user
   * their administrator; two ordinary users; one for each role.
   */
  static List<Person> of(Catalogue catalogue) {
    var people = new ArrayList<>(List.of(Person.BYSTANDER, Person.ONE, Person.OTHER));
    for (String role : AppRoles.of(catalogue).keySet()) {
      if (people.size() < 3 + MOST_ROLES) {
        people.add(Person.with(role, people.size() - 3));
      }
    }
    return List.copyOf(people);
  }

  void signUp(List<Person> people) {
    people.forEach(this::signUp);
  }

  private void signUp(Person person) {
    for (var way : WAYS) {
      session.begin(way);
      boolean done =
          session.keep(person.signsUp(person.userMetadata())) instanceof Outcome.Done
              && session.keep(person.confirms()) instanceof Outcome.Done;
      if (done && session.commit()) {
        break;
      }
      session.rollback();
    }
    if (person.role() != null) {
      session.begin(WAYS.getLast());
      session.keep(
          "update auth.users set raw_app_meta_data = %s where id = '%s'"
              .formatted(Sql.text(person.appMetadata()), person.id()));
      session.commit();
    }
  }

  /** Gives people the roles that they should hold, where their rows do not say so yet. */
  void giveRoles(List<Person> people) {
    session.begin(WAYS.getLast());
    var values = new PlausibleValues(catalogue);
    for (var table : catalogue.tables()) {
      for (String column : RoleColumns.deciding(catalogue, table).toList()) {
        people.stream()
            .filter(person -> person.role() != null)
            .forEach(person -> giveRole(values, table, column, person));
      }
    }
    session.commit();
  }

  private void giveRole(PlausibleValues values, Table table, String column, Person person) {
    var user = userColumn(catalogue, table);
    var value =
        table
            .column(column)
            .flatMap(each -> values.of(table, each, person, 0).stream().findFirst());
    if (user.isEmpty() || value.isEmpty()) {
      return;
    }
    String his = "%s = '%s'".formatted(Sql.name(user.get()), person.id());
    boolean holds =
        session.keep(
                    "select 1 from %s where %s and %s::text = %s::text"
                        .formatted(Sql.name(table.relation()), his, Sql.name(column), value.get()))
                instanceof Outcome.Done(int _, List<String> found)
            && !found.isEmpty();
    if (!holds) {
      session.keep(
          "update %s set %s = %s where %s"
              .formatted(Sql.name(table.relation()), Sql.name(column), value.get(), his));
    }
  }

  /** The column of a table that says which user a row is about. */
  static Optional<String> userColumn(Catalogue catalogue, Table table) {
    return Stream.of(
            Owner.of(catalogue, table).map(Owner::column).stream(),
            table.foreignKeys().stream()
                .filter(Owner::isToUser)
                .map(key -> key.columns().getFirst()),
            Stream.of("user_id", "profile_id", "id")
                .filter(name ->
                    table.column(name).filter(each -> each.type().equals("uuid")).isPresent()))
        .flatMap(each -> each)
        .filter(name -> !name.endsWith("_by"))
        .findFirst();
  }

  /** The roles of the app that somebody holds by the judgement of its own functions. */
  Set<String> powers(Person person, TrialSession api) {
    var powers = new TreeSet<String>();
    api.begin(person.asks());
    for (String role : AppRoles.of(catalogue).keySet()) {
      boolean holds =
          judging(role).stream()
              .map(call -> call.formatted(person.id()))
              .anyMatch(call ->
                  api.attempt(call) instanceof Outcome.Done(int _, List<String> said)
                      && said.contains("t"));
      if (holds) {
        powers.add(role);
      }
    }
    api.rollback();
    return powers;
  }

  /** True if somebody has come to a role that is not what every user has. */
  boolean hasMore(Set<String> before, Set<String> after) {
    return after.stream()
        .anyMatch(role ->
            !before.contains(role) && !PlausibleValues.isOrdinary(role) && !isDefault(role));
  }

  private boolean isDefault(String role) {
    return catalogue.tables().stream()
        .flatMap(table ->
            RoleColumns.deciding(catalogue, table).flatMap(name -> table.column(name).stream()))
        .anyMatch(column -> String.valueOf(column.defaultValue()).startsWith(Sql.text(role)));
  }

  /** True if somebody holds his role by the app's own judgement, as far as it has one. */
  boolean holdsRole(Person person, TrialSession api) {
    String role = person.role();
    if (role == null) {
      return true;
    }
    var judging = judging(role);
    return judging.isEmpty() ? hasRow(person, role) : powers(person, api).contains(role);
  }

  private boolean hasRow(Person person, String role) {
    session.begin(WAYS.getLast());
    boolean has =
        catalogue.tables().stream()
            .anyMatch(table ->
                RoleColumns.deciding(catalogue, table)
                    .anyMatch(column ->
                        userColumn(catalogue, table)
                            .map(user ->
                                session.attempt(
                                    "select 1 from %s where %s = '%s' and %s"
                                        .formatted(
                                            Sql.name(table.relation()),
                                            Sql.name(user),
                                            person.id(),
                                            holds(table, column, role))))
                            .filter(outcome ->
                                outcome instanceof Outcome.Done(int _, List<String> found)
                                    && !found.isEmpty())
                            .isPresent()));
    session.rollback();
    return has;
  }

  private String holds(Table table, String column, String role) {
    boolean flag =
        RoleFlags.of(catalogue, table)
            .anyMatch(each -> each.column().equals(column) && each.role().equals(role));
    return flag
        ? Sql.name(column)
        : "(%s::text like %s)".formatted(Sql.name(column), Sql.text("%" + role + "%"));
  }

  /** Calls of the app's functions that say whether somebody holds a role; %s is his id. */
  private List<String> judging(String role) {
    return catalogue.functions().stream()
        .filter(function -> function.returns().equals("boolean"))
        .flatMap(function -> call(function, role).stream())
        .toList();
  }

  private static Optional<String> call(Function function, String role) {
    String name = function.relation().name().toLowerCase(Locale.ROOT);
    String called = "select " + Sql.name(function.relation()).replace("%", "%%");
    var arguments =
        function.arguments().isEmpty() ? new String[0] : function.arguments().split(", ");
    if (name.equals("is_" + role.toLowerCase(Locale.ROOT))) {
      return switch (arguments.length) {
        case 0 -> Optional.of(called + "()");
        case 1 -> arguments[0].endsWith("uuid") ? Optional.of(called + "('%s')") : Optional.empty();
        default -> Optional.empty();
      };
    }
    if (!name.contains("role")) {
      return Optional.empty();
    }
    String wanted = Sql.text(role).replace("%", "%%");
    return switch (arguments.length) {
      case 1 ->
          arguments[0].endsWith("uuid")
              ? Optional.empty()
              : Optional.of("%s(%s)".formatted(called, wanted).replace("%", "%%"));
      case 2 ->
          arguments[0].endsWith("uuid")
              ? Optional.of(called + "('%s', " + wanted + ")")
              : arguments[1].endsWith("uuid")
                  ? Optional.of(called + "(" + wanted + ", '%s')")
                  : Optional.empty();
      default -> Optional.empty();
    };
  }
}
