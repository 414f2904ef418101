package io.homeport.specs.material;

import io.homeport.specs.document.Authentication.Access;
import io.homeport.specs.document.Authentication.Action;
import io.homeport.specs.document.Authentication.Beyond;
import io.homeport.specs.document.Authentication.Call.Outcome;
import io.homeport.specs.document.Authentication.NotTried;
import io.homeport.specs.document.Authentication.Refusal;
import io.homeport.specs.document.Finding.Fix;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of trying, with made-up rows of several users, what each role can do.
 *
 * @param cells of tables
 * @param files the same for storage; the entity is a bucket
 * @param escalations ways in which a user came to a role that nobody gave him
 * @param signUpTried true if users were signed up with a role of their own choice
 * @param fixes migrations that were tried and mend something, by the id of the finding
 */
public record Measurement(
    Map<Cell, Trial> cells,
    Map<Cell, Trial> files,
    List<FunctionCall> calls,
    List<NotTried> notTried,
    List<Escalation> escalations,
    boolean signUpTried,
    Map<String, Fix> fixes) {

  public Measurement {
    cells = Map.copyOf(cells);
    files = Map.copyOf(files);
    calls = List.copyOf(calls);
    notTried = List.copyOf(notTried);
    escalations = List.copyOf(escalations);
    fixes = Map.copyOf(fixes);
  }

  /** Nothing was tried: there is no database. */
  public static Measurement none() {
    return new Measurement(Map.of(), Map.of(), List.of(), List.of(), List.of(), false, Map.of());
  }

  /** One question: what may this role do. */
  public record Cell(String role, String entity, Action action) {}

  /**
   * The answer.
   *
   * @param refusal who refused, when nothing was reached
   * @param sql statements that show it in a fresh database, where it may surprise
   */
  public record Trial(
      Access access, @Nullable Refusal refusal, List<Beyond> beyond, @Nullable String sql) {

    public Trial {
      beyond = List.copyOf(beyond);
    }
  }

  /** What came of calling a function as a role. */
  public record FunctionCall(
      String function,
      String role,
      Outcome outcome,
      List<String> changes,
      boolean showsOthersRows,
      @Nullable String sql) {

    public FunctionCall {
      changes = List.copyOf(changes);
    }
  }

  /**
   * A user came to a role.
   *
   * @param subject the function that signs up, or the table that holds the role
   * @param column the key of the user's metadata, or the column
   * @param role the role that he has now
   * @param sql statements that show it
   */
  public record Escalation(Way way, String subject, String column, String role, String sql) {

    /** How he came to it. */
    public enum Way {
      SIGN_UP,
      INSERT,
      UPDATE
    }
  }
}
