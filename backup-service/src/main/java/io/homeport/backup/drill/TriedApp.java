package io.homeport.backup.drill;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.homeport.backup.access.Seen;
import io.homeport.contracts.ReleaseId;
import java.util.List;
import java.util.Optional;

/**
 * How the app itself fared: the release that served when the backup was taken, started on the
 * restored database and asked as the app's users ask it.
 *
 * @param release what was started; empty where nothing was
 * @param startMillis from its start until it said that it is well
 * @param seen what anybody and somebody signed in got through its API, as far as it could be
 *     compared
 * @param signedIn whether a made-up user was made through it and signed in, with its password alone
 * @param differences one sentence each
 * @param notCompared one sentence each, with the reason
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record TriedApp(
    Optional<ReleaseId> release,
    long startMillis,
    List<Seen> seen,
    boolean signedIn,
    List<String> differences,
    List<String> notCompared) {

  public TriedApp {
    seen = List.copyOf(seen);
    differences = List.copyOf(differences);
    notCompared = List.copyOf(notCompared);
  }

  /** Nothing was started. */
  public static TriedApp not(String why) {
    return new TriedApp(
        Optional.empty(), 0, List.of(), false, List.of(), List.of("the app itself: " + why));
  }
}
