package io.homeport.backup.access;

import io.homeport.backup.inventory.CatalogueEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether everybody sees what they saw.
 *
 * @param seen what they saw, and see, as far as it could be compared
 * @param differences one sentence each
 * @param notCompared one sentence each, with the reason
 */
public record ComparedAccess(List<Seen> seen, List<String> differences, List<String> notCompared) {

  public ComparedAccess {
    seen = List.copyOf(seen);
    differences = List.copyOf(differences);
    notCompared = List.copyOf(notCompared);
  }

  /**
   * Compares.
   *
   * @param catalogue what the answers depend on
   */
  public static ComparedAccess of(Access was, Access is, List<CatalogueEntry> catalogue) {
    Map<String, Seen> found = new HashMap<>();
    is.seen().forEach(each -> found.put(each.who(), each));
    var seen = new ArrayList<Seen>();
    var differences = new ArrayList<String>();
    var notCompared = new ArrayList<String>();
    was.unasked().forEach(why -> notCompared.add("who sees what: " + why));
    for (Seen before : was.seen()) {
      // A table that is missing is a difference of the catalogue.
      Seen after = found.get(before.who());
      var unknown = after == null ? before.unknown() : before.unknown().or(after::unknown);
      if (unknown.isPresent()) {
        notCompared.add(notCompared(before, unknown.get()));
      } else if (after == null) {
        if (!is.unasked().isEmpty()) {
          notCompared.add(notCompared(before, is.unasked().getFirst()));
        }
      } else if (before.answer().equals(after.answer())) {
        seen.add(before);
      } else {
        Changing.why(before.table(), catalogue)
            .ifPresentOrElse(
                why -> notCompared.add(notCompared(before, why)),
                () -> differences.add(difference(before, after)));
      }
    }
    return new ComparedAccess(seen, differences, notCompared);
  }

  private static String notCompared(Seen seen, String why) {
    return "what %s sees of %s: %s".formatted(seen.role(), seen.table(), why);
  }

  private static String difference(Seen before, Seen after) {
    return after.rows().isPresent()
        ? "%s sees %d rows of %s instead of %s"
            .formatted(after.role(), after.rows().get(), after.table(), before.answer())
        : "%s gets %s from %s instead of %s"
            .formatted(after.role(), after.answer(), after.table(), before.answer());
  }
}
