package io.homeport.specs.change;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * What a spec tells of, by its name in the app.
 *
 * @param name unique within its kind, such as {@code bookings.user_id}
 */
public record Thing(Kind kind, String name) {

  /** Kinds of things, with the word that people use. */
  public enum Kind {
    TABLE,
    COLUMN,
    RELATIONSHIP,
    RULE,
    LIST_OF_VALUES,
    VIEW,
    DATABASE_FUNCTION,
    SIGN_IN,
    ROLE,
    SIGN_UP,
    PERMISSION,
    FILE_PERMISSION,
    CALL,
    POLICY,
    FUNCTION,
    ROUTE,
    TRIGGER,
    SCHEDULE,
    LIVE_UPDATE,
    HOST,
    VARIABLE,
    SERVICE,
    BUCKET,
    MIGRATIONS,
    BUILD,
    PROGRAM,
    PAGE,
    BROWSER_DATA,
    FINDING,
    QUESTION,
    BUILDER_SERVICE,
    STEP;

    @JsonValue
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @Override
  public String toString() {
    return kind.toString().replace('-', ' ') + " " + name;
  }
}
