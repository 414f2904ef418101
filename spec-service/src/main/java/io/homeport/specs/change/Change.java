package io.homeport.specs.change;

import io.homeport.specs.document.Authentication.Access;
import io.homeport.specs.document.Authentication.Action;
import io.homeport.specs.document.Facts;
import io.homeport.specs.document.Severity;
import org.jspecify.annotations.Nullable;

/** One difference between two versions. Seen from the later one it has an opposite. */
public sealed interface Change {

  Thing thing();

  Area area();

  /** The same difference the other way round. */
  Change reversed();

  /** One sentence for people. */
  String sentence();

  /** It was not there before. */
  record Added(Thing thing, Area area, String about, @Nullable Severity severity)
      implements Change {

    @Override
    public Removed reversed() {
      return new Removed(thing, area, about, severity);
    }

    @Override
    public String sentence() {
      return switch (thing.kind()) {
        case FINDING -> "New finding: " + about;
        case QUESTION -> "New question: " + about;
        case STEP -> "New step of the plan: " + about;
        case BUILDER_SERVICE -> "The app now uses the builder's service %s.".formatted(about);
        default -> "The %s is new.".formatted(thing);
      };
    }
  }

  /** It is there no more. */
  record Removed(Thing thing, Area area, String about, @Nullable Severity severity)
      implements Change {

    @Override
    public Added reversed() {
      return new Added(thing, area, about, severity);
    }

    @Override
    public String sentence() {
      return switch (thing.kind()) {
        case FINDING -> "No longer found: " + about;
        case QUESTION -> "No longer asked: " + about;
        case STEP -> "No longer a step of the plan: " + about;
        case BUILDER_SERVICE -> "The app no longer uses the builder's service %s.".formatted(about);
        default -> "The %s is gone.".formatted(thing);
      };
    }
  }

  /**
   * It went and something like it came: a guess.
   *
   * @param likeness from 0 to 100
   */
  record Renamed(Thing thing, Thing now, Area area, int likeness) implements Change {

    @Override
    public Renamed reversed() {
      return new Renamed(now, thing, area, likeness);
    }

    @Override
    public String sentence() {
      return "The %s is gone and %s is new: perhaps renamed (a guess, %d of 100 alike)."
          .formatted(thing, now.name(), likeness);
    }
  }

  /** One of its properties is another. */
  record Altered(Thing thing, Area area, String property, String before, String after)
      implements Change {

    @Override
    public Altered reversed() {
      return new Altered(thing, area, property, after, before);
    }

    @Override
    public String sentence() {
      return "The %s: %s was %s, is %s.".formatted(thing, property, shown(before), shown(after));
    }

    private static String shown(String value) {
      return value.isEmpty() ? "nothing" : "“" + value + "”";
    }
  }

  /** A role reaches more or fewer rows by an action. What is not in the matrix reaches none. */
  record Reach(Thing thing, String role, String of, Action action, Access before, Access after)
      implements Change {

    @Override
    public Area area() {
      return Area.PERMISSIONS;
    }

    /** {@code OWN} and {@code SOME} cannot be compared; from one to the other counts as wider. */
    public boolean isWider() {
      return rank(after) >= rank(before);
    }

    @Override
    public Reach reversed() {
      return new Reach(thing, role, of, action, after, before);
    }

    @Override
    public String sentence() {
      return "%s: %s may %s %s of %s, before %s."
          .formatted(
              isWider() ? "Wider" : "Narrower",
              role,
              Facts.verb(action),
              rows(after),
              of,
              rows(before));
    }

    private static int rank(Access access) {
      return switch (access) {
        case NONE -> 0;
        case OWN, SOME -> 1;
        case ALL -> 2;
      };
    }

    private static String rows(Access access) {
      return switch (access) {
        case NONE -> "no row";
        case OWN -> "own rows";
        case SOME -> "some rows";
        case ALL -> "every row";
      };
    }
  }

  /** The smaller, the more it matters. */
  default int rank() {
    return switch (this) {
      case Reach reach -> reach.isWider() ? 0 : 3;
      case Added added ->
          added.severity() == null ? rank(area(), 1) : 2 * added.severity().ordinal();
      case Removed removed -> removed.severity() == null ? rank(area(), 0) : 6;
      case Renamed renamed -> rank(area(), 0);
      case Altered altered -> rank(area(), 0);
    };
  }

  default Importance importance() {
    int rank = rank();
    return rank <= 2 ? Importance.HIGH : rank <= 4 ? Importance.MEDIUM : Importance.LOW;
  }

  private static int rank(Area area, int lessFor) {
    return switch (area) {
      case PERMISSIONS -> 1;
      case SECRETS -> 2;
      case DATA -> 2 + lessFor;
      case FINDINGS -> 3;
      case WORKFLOWS -> 4;
      case QUESTIONS -> 5;
      case DEPLOYMENT -> 5;
      case PLAN -> 5;
      case PAGES -> 6;
    };
  }
}
