package io.homeport.specs.document;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who the users are, how they sign in, and what each may do. */
public record Authentication(
    List<Method> methods,
    List<Role> roles,
    List<SignUpEffect> signUpEffects,
    List<Permission> permissions,
    @JsonPropertyDescription("The same for files; the entity is a storage bucket.")
        List<Permission> files,
    @JsonPropertyDescription("What came of calling the database's functions.") List<Call> calls,
    @JsonPropertyDescription("What could not be tried.") List<NotTried> notTried,
    List<Policy> policies) {

  /** A way to sign in, or to change how one does. */
  public record Method(
      @JsonPropertyDescription("Such as password, oauth, one-time code or reset.") String name,
      @JsonPropertyDescription("The provider of an OAuth sign-in.") @Nullable String provider,
      Basis basis) {}

  /** A kind of user. */
  public record Role(String name, Kind kind, String about, Basis basis) {

    public enum Kind {
      /** Comes with the platform. */
      PLATFORM,
      /** The app's own. */
      APP
    }
  }

  /** What happens in the database when somebody signs up. */
  public record SignUpEffect(
      String trigger,
      String function,
      @JsonPropertyDescription("The entities it writes.") List<String> writes,
      @JsonPropertyDescription("What the new user said and the effect uses.")
          List<String> usesMetadata,
      Basis basis) {}

  /**
   * One cell of the matrix role by entity by action. Where the basis says measured, it was tried
   * with rows of several users; else it is derived from grants and policies.
   */
  public record Permission(
      String role,
      String entity,
      Action action,
      Access access,
      @JsonPropertyDescription("What grants and policies seem to say, where a trial shows other.")
          @Nullable Access derived,
      @JsonPropertyDescription("Who refused, where a trial reached nothing.")
          @Nullable Refusal refusal,
      @JsonPropertyDescription("What a change can do beyond the rows it reaches.")
          List<Beyond> beyond,
      @JsonPropertyDescription("The policies that give it.") List<String> policies,
      Basis basis) {

    /** True if it was tried. */
    public boolean wasTried() {
      return basis.confidence() == Basis.Confidence.MEASURED;
    }
  }

  /** Who refused. */
  public enum Refusal {
    /** The role has no right on the table, its schema or a sequence. */
    NO_GRANT,
    /** Row security shows or accepts no row. */
    POLICY,
    /** A trigger raises an exception for this role's users. */
    TRIGGER,
    /** A policy or trigger itself fails. */
    ERROR
  }

  /** What a change can do beyond the rows it reaches. */
  public enum Beyond {
    /** Making one's own row another user's. */
    GIVE_AWAY,
    /** Raising one's own role. */
    OWN_ROLE
  }

  /** What came of calling a function of the database over the API. */
  public record Call(
      @JsonPropertyDescription("The function with its arguments.") String function,
      String role,
      Outcome outcome,
      @JsonPropertyDescription("Entities whose rows the call changed.") List<String> changes,
      @JsonPropertyDescription("True if rows of other users came back.") boolean showsOthersRows,
      Basis basis) {

    public enum Outcome {
      /** The role may not call it. */
      REFUSED,
      /** The role may call it; it was not called. */
      CALLABLE,
      /** It was called with made-up arguments and raised an error. */
      FAILED,
      /** It was called with made-up arguments and came back. */
      RETURNED
    }
  }

  /** What could not be tried, so that the cells of an entity are derived. */
  public record NotTried(
      String entity,
      @JsonPropertyDescription("The role that could not be tried; null for all.")
          @Nullable String role,
      String reason) {}

  public enum Action {
    SELECT,
    INSERT,
    UPDATE,
    DELETE
  }

  /** How many rows an action reaches. */
  public enum Access {
    NONE,
    /** Those that belong to the user. */
    OWN,
    /** Those that fulfil a condition. */
    SOME,
    ALL
  }

  /** A row security policy as it is in force. */
  public record Policy(
      String name,
      String entity,
      String command,
      List<String> roles,
      boolean permissive,
      @JsonPropertyDescription("Which rows can be seen, changed or deleted.")
          @Nullable String using,
      @JsonPropertyDescription("Which new rows are accepted.") @Nullable String check,
      Basis basis) {}
}
