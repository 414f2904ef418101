package io.homeport.specs.change;

import io.homeport.specs.document.Severity;
import io.homeport.specs.document.SpecDocument;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rule of the policy “approve what changes nothing that matters”: a version may be approved
 * without a person if, since the approved one, nothing changed in permissions, data or secrets, and
 * no error is new.
 */
public sealed interface Approval {

  /** What was compared, and what came of it: one sentence for people. */
  String note();

  /** It may be approved. */
  record Granted(String note) implements Approval {}

  /** A person must decide. */
  record Left(String note) implements Approval {}

  /** The areas in which nothing may change. */
  Set<Area> GUARDED = EnumSet.of(Area.PERMISSIONS, Area.DATA, Area.SECRETS);

  /** How many changes are named when a person must decide. */
  int MOST_NAMED = 5;

  /**
   * @param version of the approved one
   */
  static Approval of(SpecDocument approved, int version, SpecDocument draft) {
    var changes = Changes.between(approved, draft);
    var matter = changes.stream().filter(Approval::matters).toList();
    if (matter.isEmpty()) {
      return new Granted(
          "Compared with version %d: nothing changed in permissions (%d cells, %d policies), data (%d tables) or secrets (%d variables), no error is new; %s elsewhere."
              .formatted(
                  version,
                  draft.authentication().permissions().size(),
                  draft.authentication().policies().size(),
                  draft.domain().entities().size(),
                  draft.deployment().variables().size(),
                  changes.size() == 1 ? "1 change" : changes.size() + " changes"));
    }
    return new Left(
        "Compared with version %d, left to a person: %s".formatted(version, named(matter)));
  }

  private static boolean matters(Change change) {
    boolean newError = change instanceof Change.Added added && added.severity() == Severity.ERROR;
    boolean worse =
        change.thing().kind() == Thing.Kind.FINDING
            && change instanceof Change.Altered altered
            && altered.after().equals("error");
    return GUARDED.contains(change.area()) || newError || worse;
  }

  private static String named(List<Change> changes) {
    String some =
        changes.stream().limit(MOST_NAMED).map(Change::sentence).collect(Collectors.joining(" "));
    int more = changes.size() - MOST_NAMED;
    return more > 0 ? some + " And %d more.".formatted(more) : some;
  }
}
