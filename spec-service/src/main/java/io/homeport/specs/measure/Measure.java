package io.homeport.specs.measure;

import io.homeport.specs.catalogue.Catalogue;
import io.homeport.specs.document.Authentication.Access;
import io.homeport.specs.document.Authentication.Action;
import io.homeport.specs.document.Authentication.Beyond;
import io.homeport.specs.document.Authentication.NotTried;
import io.homeport.specs.material.Measurement;
import io.homeport.specs.material.Measurement.Cell;
import io.homeport.specs.material.Measurement.FunctionCall;
import io.homeport.specs.material.Measurement.Trial;
import io.homeport.specs.scratch.Trials;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Measures what each role can do in a database to which an app's migrations were applied. */
public final class Measure {

  private static final Set<String> SHOWN_ROLES = Set.of("anon", "authenticated");

  private final Catalogue catalogue;
  private final Trials trials;
  private Set<String> asSignedUp = Set.of();
  private final List<NotTried> notTried = new ArrayList<>();

  private Measure(Catalogue catalogue, Trials trials) {
    this.catalogue = catalogue;
    this.trials = trials;
  }

  /** Tries everything, as far as the limits of the trials let it. */
  public static Measurement of(Catalogue catalogue, Trials trials) {
    if (catalogue.tables().isEmpty() && catalogue.buckets().isEmpty()) {
      return Measurement.none();
    }
    return new Measure(catalogue, trials).measure();
  }

  private Measurement measure() {
    var people = People.of(catalogue);
    var rows = new RowMaker(catalogue, trials.owner(), people);
    var files = new FileTrials(catalogue, trials.api());
    signUp(people, rows, files);

    var tables = new TableTrials(catalogue, trials.api(), rows, ColumnRights.read(trials.owner()));
    for (var asking : askings(people)) {
      tables.tryAll(asking);
      files.tryAll(asking);
    }
    notTried.addAll(tables.notTried());
    var calls = new FunctionTrials(catalogue, trials.api()).tryAll();

    var demonstration = new Demonstration(trials.untouched());
    var roles = new RoleTrials(catalogue, trials.owner(), rows, demonstration);
    roles.signUp();
    roles.overTheApi(trials.api());
    var fixes = new Fixes(catalogue, trials.owner(), rows.stock(), people);
    var mended = fixes.tryAll(roles.escalations());
    stoppedEarly();
    return new Measurement(
        shown(withRoles(tables.cells(), roles), tables.shown(), demonstration),
        shown(files.cells(), files.shown(), demonstration),
        shown(calls, demonstration),
        notTried,
        roles.escalations(),
        roles.signUpTried(),
        mended);
  }

  private void signUp(List<Person> people, RowMaker rows, FileTrials files) {
    var them = new People(catalogue, trials.owner());
    them.signUp(people);
    asSignedUp = them.powers(Person.ONE, trials.api());
    them.giveRoles(people);
    rows.fill();
    them.giveRoles(people);
    files.fill(trials.owner(), people);
  }

  /** Those who really are what the matrix says. */
  private List<Asking> askings(List<Person> people) {
    var them = new People(catalogue, trials.owner());
    return Asking.all(people).stream()
        .filter(asking -> {
          var person = asking.person();
          if (Person.ONE.equals(person)
              && them.hasMore(asSignedUp, them.powers(Person.ONE, trials.api()))) {
            notTried.add(
                new NotTried(
                    "*", asking.role(), "made-up rows gave an ordinary user a role of the app"));
            return false;
          }
          boolean holds = person == null || them.holdsRole(person, trials.api());
          if (!holds) {
            notTried.add(
                new NotTried(
                    "*",
                    asking.role(),
                    "nobody could be given this role by the rows that hold it"));
          }
          return holds;
        })
        .toList();
  }

  private void stoppedEarly() {
    String why = trials.exhausted();
    if (why != null) {
      notTried.add(new NotTried("*", null, "not all was tried, since " + why));
    }
  }

  private static Map<Cell, Trial> withRoles(Map<Cell, Trial> cells, RoleTrials roles) {
    var changeable = RoleTrials.changeable(roles.escalations());
    var all = new TreeMap<Cell, Trial>(TableTrials.BY_NAME);
    cells.forEach((cell, trial) -> {
      boolean raises =
          cell.role().equals("authenticated")
              && cell.action() == Action.UPDATE
              && changeable.contains(cell.entity());
      var beyond = new ArrayList<>(trial.beyond());
      if (raises) {
        beyond.add(Beyond.OWN_ROLE);
      }
      all.put(cell, new Trial(trial.access(), trial.refusal(), beyond, trial.sql()));
    });
    return all;
  }

  private static Map<Cell, Trial> shown(
      Map<Cell, Trial> cells, Map<Cell, TableTrials.Shown> shown, Demonstration demonstration) {
    var all = new TreeMap<Cell, Trial>(TableTrials.BY_NAME);
    cells.forEach((cell, trial) -> {
      var showing = shown.get(cell);
      boolean surprising =
          SHOWN_ROLES.contains(cell.role())
              && (trial.access() == Access.ALL || trial.access() == Access.SOME);
      String sql = showing != null && surprising ? demonstration.of(showing).orElse(null) : null;
      all.put(cell, new Trial(trial.access(), trial.refusal(), trial.beyond(), sql));
    });
    return all;
  }

  private static List<FunctionCall> shown(List<FunctionCall> calls, Demonstration demonstration) {
    return calls.stream()
        .map(call -> {
          @Nullable String sql = call.sql();
          if (sql == null) {
            return call;
          }
          var asking = call.role().equals("anon") ? Asking.ANON : Asking.ORDINARY;
          var statements = new ArrayList<>(asking.statements());
          statements.add(sql);
          var users = List.of(Demonstration.user(Person.ONE), Demonstration.user(Person.OTHER));
          return new FunctionCall(
              call.function(),
              call.role(),
              call.outcome(),
              call.changes(),
              call.showsOthersRows(),
              demonstration.of(users, statements, "it comes back").orElse(null));
        })
        .toList();
  }
}
