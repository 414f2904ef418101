package io.homeport.specs.measure;

import io.homeport.specs.scratch.TrialSession;
import io.homeport.specs.scratch.TrialSession.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Statements that show something to whoever runs them in a fresh database to which the app's
 * migrations were applied. They are handed out only if they did show it in an untouched copy.
 */
final class Demonstration {

  private static final String PATH = "set local search_path = public, extensions";

  private final TrialSession untouched;

  Demonstration(TrialSession untouched) {
    this.untouched = untouched;
  }

  /** The statements, if they show it; where triggers are in the way, without these. */
  Optional<String> of(TableTrials.Shown shown) {
    var users = users(shown);
    return Stream.of(concat(users, shown.before()), pastTriggers(users, shown.before()))
        .filter(setup -> shows(setup, shown.asking().statements(), shown))
        .findFirst()
        .map(setup ->
            script(
                setup,
                concat(shown.asking().statements(), List.of(shown.statement())),
                shown.returnsRows() ? "the row comes back" : "the row is changed"));
  }

  /** The same for statements of which the last returns something when it is shown. */
  Optional<String> of(List<String> setup, List<String> asking, String outcome) {
    untouched.begin(List.of(PATH));
    Outcome last = new Outcome.Done(0, List.of());
    for (String sql : concat(setup, asking)) {
      last = untouched.keep(sql);
      if (!(last instanceof Outcome.Done)) {
        break;
      }
    }
    untouched.rollback();
    return last instanceof Outcome.Done done && !done.values().isEmpty()
        ? Optional.of(script(setup, asking, outcome))
        : Optional.empty();
  }

  private boolean shows(List<String> setup, List<String> asking, TableTrials.Shown shown) {
    untouched.begin(List.of(PATH));
    boolean ready =
        concat(setup, asking).stream().allMatch(sql -> untouched.keep(sql) instanceof Outcome.Done);
    boolean shows =
        ready
            && untouched.keep(shown.statement()) instanceof Outcome.Done done
            && (shown.returnsRows() ? !done.values().isEmpty() : done.changed() > 0);
    untouched.rollback();
    return shows;
  }

  private static List<String> users(TableTrials.Shown shown) {
    String all = String.join("\n", concat(shown.before(), List.of(shown.statement())));
    return Stream.of(Person.ONE, Person.OTHER, Person.BYSTANDER)
        .filter(person -> all.contains(person.id()) || person.equals(shown.asking().person()))
        .map(Demonstration::user)
        .toList();
  }

  static String user(Person person) {
    return "insert into auth.users (id, email) values ('%s', '%s')"
        .formatted(person.id(), person.email());
  }

  private static List<String> pastTriggers(List<String> users, List<String> rows) {
    var setup = new ArrayList<String>();
    setup.add("set local session_replication_role = replica");
    setup.addAll(users);
    setup.addAll(rows);
    setup.add("set local session_replication_role = origin");
    return setup;
  }

  private static String script(List<String> setup, List<String> asking, String outcome) {
    var lines = new ArrayList<String>();
    lines.add("begin;");
    lines.add(PATH + ";");
    setup.forEach(sql -> lines.add(sql + ";"));
    for (int i = 0; i < asking.size(); i++) {
      boolean last = i == asking.size() - 1;
      lines.add(asking.get(i) + ";" + (last ? " -- " + outcome : ""));
    }
    lines.add("rollback;");
    return String.join("\n", lines) + "\n";
  }

  private static List<String> concat(List<String> first, List<String> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }
}
