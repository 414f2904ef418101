package io.homeport.specs.change;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A change as the API shows it.
 *
 * @param what added, removed, renamed (a guess), altered, wider or narrower
 * @param sentence the change in words
 * @param property what of it was altered
 * @param likeness how alike the two names' columns are, from 0 to 100
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChangeView(
    String what,
    Thing.Kind kind,
    String name,
    Area area,
    Importance importance,
    String sentence,
    @Nullable String property,
    @Nullable String before,
    @Nullable String after,
    @Nullable Integer likeness) {

  public static ChangeView of(Change change) {
    return switch (change) {
      case Change.Added added -> view("added", change, null, null, null, null);
      case Change.Removed removed -> view("removed", change, null, null, null, null);
      case Change.Renamed renamed ->
          view("renamed", change, null, null, renamed.now().name(), renamed.likeness());
      case Change.Altered altered ->
          view("altered", change, altered.property(), altered.before(), altered.after(), null);
      case Change.Reach reach ->
          view(
              reach.isWider() ? "wider" : "narrower",
              change,
              null,
              reach.before().name().toLowerCase(java.util.Locale.ROOT),
              reach.after().name().toLowerCase(java.util.Locale.ROOT),
              null);
    };
  }

  private static ChangeView view(
      String what,
      Change change,
      @Nullable String property,
      @Nullable String before,
      @Nullable String after,
      @Nullable Integer likeness) {
    return new ChangeView(
        what,
        change.thing().kind(),
        change.thing().name(),
        change.area(),
        change.importance(),
        change.sentence(),
        property,
        before,
        after,
        likeness);
  }
}
