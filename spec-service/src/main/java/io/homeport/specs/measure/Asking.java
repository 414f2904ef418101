package io.homeport.specs.measure;

import io.homeport.specs.material.PermissionMatrix.Asker;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param role as the matrix names it
 * @param asker as the rules see him
 * @param person who it is; null for nobody in particular
 * @param statements with which he asks
 */
record Asking(String role, Asker asker, @Nullable Person person, List<String> statements) {

  static final Asking ANON = new Asking("anon", Asker.ANON, null, Person.asksAs("anon"));
  static final Asking ORDINARY =
      new Asking("authenticated", Asker.AUTHENTICATED, Person.ONE, Person.ONE.asks());
  static final Asking SERVER =
      new Asking("service_role", Asker.SERVICE, null, Person.asksAs("service_role"));

  /** The server, whom only what holds for everybody stops; nobody, an ordinary user, each role. */
  static List<Asking> all(List<Person> people) {
    var all = new ArrayList<>(List.of(SERVER, ANON, ORDINARY));
    for (var person : people) {
      String role = person.role();
      if (role != null) {
        all.add(new Asking(role, Asker.with(role), person, person.asks()));
      }
    }
    return List.copyOf(all);
  }

  boolean owns(Stock.Row row) {
    return person != null && row.isOf(person);
  }

  /** Whose name he would use who puts a row under another's. */
  Person somebodyElse() {
    return Person.OTHER;
  }
}
