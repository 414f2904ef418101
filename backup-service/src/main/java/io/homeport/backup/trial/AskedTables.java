package io.homeport.backup.trial;

import io.homeport.backup.access.Access;
import io.homeport.backup.access.ComparedAccess;
import io.homeport.backup.access.Seen;
import io.homeport.backup.drill.TriedApp;
import io.homeport.backup.inventory.CatalogueEntry;
import io.homeport.contracts.events.TrialEnded;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The tables that a release is asked for: those of the schema that the API exposes, whose rows were
 * counted for those who ask it when the backup was taken.
 *
 * @param was what was counted then, of these tables alone
 * @param quoted their names in the database by their names in the API
 * @param more how many there are beside them
 */
record AskedTables(Access was, Map<String, String> quoted, int more) {

  /** Each is asked for twice, one after the other. */
  private static final int MOST = 100;

  private static final String EXPOSED = "public.";
  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  static AskedTables of(Access noted) {
    var quoted = new TreeMap<String, String>();
    noted.seen().stream()
        .map(Seen::table)
        .filter(table -> table.startsWith(EXPOSED))
        .forEach(table -> quoted.put(unquoted(table.substring(EXPOSED.length())), table));
    int more = Math.max(0, quoted.size() - MOST);
    while (quoted.size() > MOST) {
      quoted.pollLastEntry();
    }
    List<Seen> of =
        noted.seen().stream().filter(seen -> quoted.containsValue(seen.table())).toList();
    return new AskedTables(new Access(of, List.of()), quoted, more);
  }

  /** As the API names them. */
  List<String> names() {
    return List.copyOf(quoted.keySet());
  }

  /** What the release answered beside what was counted then. */
  TriedApp compare(TrialEnded ended, List<CatalogueEntry> catalogue) {
    if (ended.notTried().isPresent()) {
      return TriedApp.not(ended.notTried().get());
    }
    if (ended.notStarted().isPresent()) {
      return new TriedApp(
          ended.releaseId(),
          ended.startMillis(),
          List.of(),
          false,
          List.of(
              "the release does not start on the restored database: " + ended.notStarted().get()),
          List.of());
    }
    Access is =
        new Access(was.seen().stream().map(before -> answer(before, ended)).toList(), List.of());
    var compared = ComparedAccess.of(was, is, catalogue);
    var differences =
        new ArrayList<>(
            compared.differences().stream().map(each -> "through the app's API " + each).toList());
    var notCompared =
        new ArrayList<>(
            compared.notCompared().stream().map(each -> "through the app's API " + each).toList());
    if (more > 0) {
      notCompared.add("through the app's API %d more tables".formatted(more));
    }
    switch (ended.signIn()) {
      case TrialEnded.SIGNED_IN -> {}
      case TrialEnded.REFUSED ->
          differences.add(
              "a user that was made through the app signs in with another password, or not with its"
                  + " own");
      default -> notCompared.add("sign-in through the app: its database took no made-up user");
    }
    return new TriedApp(
        ended.releaseId(),
        ended.startMillis(),
        compared.seen(),
        ended.signIn().equals(TrialEnded.SIGNED_IN),
        differences,
        notCompared);
  }

  private Seen answer(Seen before, TrialEnded ended) {
    Optional<TrialEnded.Answer> found =
        ended.answers().stream()
            .filter(each -> before.table().equals(quoted.get(each.table())))
            .filter(each -> before.role().equals(each.role()))
            .findFirst();
    if (found.isEmpty()) {
      return unknown(before, "it was not answered");
    }
    Optional<String> error = found.get().error();
    if (error.isPresent() && isOfTheApi(error.get(), before)) {
      return unknown(before, "the API answers it otherwise (%s)".formatted(error.get()));
    }
    return new Seen(before.table(), before.role(), found.get().rows(), error, Optional.empty());
  }

  /**
   * Whoever may read some columns of a table alone counts its rows, and gets none by asking for all
   * columns.
   */
  private static boolean isOfTheApi(String error, Seen before) {
    return error.startsWith("PGRST")
        || (error.equals(INSUFFICIENT_PRIVILEGE) && before.rows().isPresent());
  }

  private static Seen unknown(Seen before, String why) {
    return new Seen(
        before.table(), before.role(), Optional.empty(), Optional.empty(), Optional.of(why));
  }

  private static String unquoted(String name) {
    return name.startsWith("\"")
        ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
        : name;
  }
}
