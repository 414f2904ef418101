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

  /** One cell of the matrix role by entity by action, derived from grants and policies. */
  public record Permission(
      String role,
      String entity,
      Action action,
      Access access,
      @JsonPropertyDescription("The policies that give it.") List<String> policies,
      Basis basis) {}

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
