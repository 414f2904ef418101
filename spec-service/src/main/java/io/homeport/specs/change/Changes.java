package io.homeport.specs.change;

import io.homeport.specs.change.Change.Added;
import io.homeport.specs.change.Change.Altered;
import io.homeport.specs.change.Change.Reach;
import io.homeport.specs.change.Change.Removed;
import io.homeport.specs.change.Change.Renamed;
import io.homeport.specs.change.Inventory.Column;
import io.homeport.specs.change.Inventory.Entry;
import io.homeport.specs.change.Thing.Kind;
import io.homeport.specs.document.Authentication.Access;
import io.homeport.specs.document.Authentication.Permission;
import io.homeport.specs.document.SpecDocument;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Compares two versions of a spec. The same from either side: each change has its opposite. */
public final class Changes {

  private static final int ALIKE_ENOUGH = 60;
  private static final int SAME_TYPE = 40;
  private static final int SAME_PLACE = 25;
  private static final int NEXT_PLACE = 15;
  private static final int SAME_RULES = 15;
  private static final int SAME_NAME = 20;

  private final Inventory before;
  private final Inventory after;
  private final List<Change> changes = new ArrayList<>();

  private Changes(SpecDocument before, SpecDocument after) {
    this.before = new Inventory(before);
    this.after = new Inventory(after);
  }

  /** What changed, the most important first. */
  public static List<Change> between(SpecDocument before, SpecDocument after) {
    var changes = new Changes(before, after);
    var renamed = changes.renamed();
    changes.things(renamed);
    changes.reach();
    changes.changes.sort(
        Comparator.comparingInt(Change::rank)
            .thenComparing(Change::area)
            .thenComparing(change -> change.thing().kind())
            .thenComparing(change -> change.thing().name())
            .thenComparing(Change::sentence));
    return List.copyOf(changes.changes);
  }

  private void things(Set<Thing> renamed) {
    var all = new HashSet<>(before.things.keySet());
    all.addAll(after.things.keySet());
    all.removeAll(renamed);
    boolean bothPlanned = before.hasPlan() && after.hasPlan();
    for (var thing : all) {
      if (isPlan(thing) && !bothPlanned) {
        continue;
      }
      var old = before.things.get(thing);
      var now = after.things.get(thing);
      if (old != null && now != null) {
        altered(thing, old, now);
      } else if (old != null && !goesWithItsTable(old, after)) {
        changes.add(new Removed(thing, old.area, old.about, old.severity));
      } else if (now != null && !goesWithItsTable(now, before)) {
        changes.add(new Added(thing, now.area, now.about, now.severity));
      }
    }
  }

  /** A document from before there were plans says nothing of one. */
  private static boolean isPlan(Thing thing) {
    return thing.kind() == Kind.STEP || thing.kind() == Kind.BUILDER_SERVICE;
  }

  /** That the table itself came or went says it all. */
  private static boolean goesWithItsTable(Entry entry, Inventory other) {
    return entry.table != null && !other.things.containsKey(new Thing(Kind.TABLE, entry.table));
  }

  private void altered(Thing thing, Entry old, Entry now) {
    var names = new TreeSet<>(old.properties.keySet());
    names.addAll(now.properties.keySet());
    for (var name : names) {
      var was = old.properties.get(name);
      var is = now.properties.get(name);
      String from = was == null ? "" : was.value();
      String to = is == null ? "" : is.value();
      if (!from.equals(to)) {
        changes.add(new Altered(thing, area(was, is), name, from, to));
      }
    }
  }

  /** What was in a more important area before still counts there. */
  private static Area area(Inventory.@Nullable Property was, Inventory.@Nullable Property is) {
    if (was == null || is == null) {
      return Objects.requireNonNull(was == null ? is : was).area();
    }
    return was.area().compareTo(is.area()) <= 0 ? was.area() : is.area();
  }

  private void reach() {
    var all = new HashSet<>(before.cells.keySet());
    all.addAll(after.cells.keySet());
    for (var cell : all) {
      var old = before.cells.get(cell);
      var now = after.cells.get(cell);
      var some = Objects.requireNonNull(old == null ? now : old);
      if (access(old) != access(now)) {
        changes.add(
            new Reach(cell, some.role(), some.entity(), some.action(), access(old), access(now)));
      }
    }
  }

  private static Access access(@Nullable Permission cell) {
    return cell == null ? Access.NONE : cell.access();
  }

  private record Guess(String old, String now, int likeness) {}

  /** Columns that went and came in the same table and are alike, the most alike first. */
  private Set<Thing> renamed() {
    var guesses = new ArrayList<Guess>();
    before.columns.forEach((oldName, old) ->
        after.columns.forEach((newName, now) -> {
          boolean bothMoved =
              !after.columns.containsKey(oldName) && !before.columns.containsKey(newName);
          if (bothMoved && old.table().equals(now.table())) {
            guesses.add(new Guess(oldName, newName, likeness(old, now)));
          }
        }));
    guesses.removeIf(guess -> guess.likeness() < ALIKE_ENOUGH);
    // Ties are broken without regard to which side is the older one.
    guesses.sort(
        Comparator.comparingInt(Guess::likeness)
            .reversed()
            .thenComparing(guess -> least(guess.old(), guess.now()))
            .thenComparing(guess -> most(guess.old(), guess.now())));
    var taken = new HashSet<Thing>();
    for (var guess : guesses) {
      var old = new Thing(Kind.COLUMN, guess.old());
      var now = new Thing(Kind.COLUMN, guess.now());
      if (!taken.contains(old) && !taken.contains(now)) {
        taken.add(old);
        taken.add(now);
        changes.add(new Renamed(old, now, Area.DATA, guess.likeness()));
      }
    }
    return taken;
  }

  /** From 0 to 100, by type, place, rules and name; columns of different types are not alike. */
  private static int likeness(Column old, Column now) {
    var was = old.attribute();
    var is = now.attribute();
    if (!was.type().equals(is.type())) {
      return 0;
    }
    int moved = Math.abs(old.position() - now.position());
    boolean sameRules =
        was.required() == is.required()
            && was.generated() == is.generated()
            && Objects.equals(was.defaultValue(), is.defaultValue());
    return SAME_TYPE
        + (moved == 0 ? SAME_PLACE : moved == 1 ? NEXT_PLACE : 0)
        + (sameRules ? SAME_RULES : 0)
        + SAME_NAME * commonLetters(was.name(), is.name()) / 100;
  }

  /** How much of both names is a common beginning or end, in percent. */
  private static int commonLetters(String one, String other) {
    int shorter = Math.min(one.length(), other.length());
    int start = 0;
    while (start < shorter && one.charAt(start) == other.charAt(start)) {
      start++;
    }
    int end = 0;
    while (end < shorter - start
        && one.charAt(one.length() - 1 - end) == other.charAt(other.length() - 1 - end)) {
      end++;
    }
    return 200 * (start + end) / Math.max(1, one.length() + other.length());
  }

  private static String least(String one, String other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static String most(String one, String other) {
    return one.compareTo(other) < 0 ? other : one;
  }
}
