package io.homeport.contracts.events;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.homeport.contracts.AppId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.ReleaseId;
import io.homeport.contracts.TrialId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a release answered on the database that a drill has restored. */
@EventType(
    name = "trial.ended",
    topic = Topic.DEPLOYMENTS,
    about =
        "What a release answered that was started on the database that a drill has restored; it is"
            + " ended again.")
public record TrialEnded(
    @JsonPropertyDescription("The app it is about.") AppId app,
    @JsonPropertyDescription("The trial.") TrialId trialId,
    @JsonPropertyDescription("The environment.") EnvironmentId environmentId,
    @JsonPropertyDescription("The release that was started; absent if none was.")
        Optional<ReleaseId> releaseId,
    @JsonPropertyDescription("Why nothing can be said; absent where something can.")
        Optional<String> notTried,
    @JsonPropertyDescription("How it did not start; absent where it did.")
        Optional<String> notStarted,
    @JsonPropertyDescription("From its start until it said that it is well.") long startMillis,
    @JsonPropertyDescription("How a made-up user fared: signed-in, refused or not-made.")
        String signIn,
    @JsonPropertyDescription("What came of asking for each table.") List<Answer> answers,
    @JsonPropertyDescription("When.") Instant endedAt)
    implements DeploymentEvent {

  /** A made-up user was made and signed in, with its password and with no other. */
  public static final String SIGNED_IN = "signed-in";

  /** One was made, and its password did not count, or another did. */
  public static final String REFUSED = "refused";

  /** The app's database took none, or nobody tried. */
  public static final String NOT_MADE = "not-made";

  /**
   * What came of asking for one table.
   *
   * @param rows how many there are for who asks; absent where it was answered otherwise
   * @param error the SQLSTATE, or the API's own code, that it was refused with
   */
  public record Answer(
      @JsonPropertyDescription("The table or view, as the API names it.") String table,
      @JsonPropertyDescription("Who asked: anon or authenticated.") String role,
      @JsonPropertyDescription("How many rows there are for who asked; absent if refused.")
          Optional<Long> rows,
      @JsonPropertyDescription("The code it was refused with; absent if answered.")
          Optional<String> error) {}

  public TrialEnded {
    answers = List.copyOf(answers);
  }
}
