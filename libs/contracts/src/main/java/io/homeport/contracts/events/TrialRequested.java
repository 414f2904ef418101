package io.homeport.contracts.events;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.homeport.contracts.AppId;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.TrialId;
import java.time.Instant;
import java.util.List;

/** A database that a drill has restored waits for the release that served to be started on it. */
@EventType(
    name = "trial.requested",
    topic = Topic.BACKUPS,
    about =
        "A database that a drill has restored waits, on loopback and for a short time, for the release"
            + " that served to be started on it and asked as its users do.")
public record TrialRequested(
    @JsonPropertyDescription("The app it is about.") AppId app,
    @JsonPropertyDescription("The trial.") TrialId trialId,
    @JsonPropertyDescription("The backup that was restored.") BackupId backupId,
    @JsonPropertyDescription("The environment it was taken of.") EnvironmentId environmentId,
    @JsonPropertyDescription("When it was taken: what served then is started.") Instant takenAt,
    @JsonPropertyDescription("The port of the throwaway server, on loopback.") int port,
    @JsonPropertyDescription("The database.") String database,
    @JsonPropertyDescription(
            "Who owns it, and logs in with the password of the environment's own database.")
        String owner,
    @JsonPropertyDescription("The tables and views to ask for, as the API names them.")
        List<String> tables,
    @JsonPropertyDescription("The claims of the made-up user to ask as, as JSON.") String claims,
    @JsonPropertyDescription("When nobody waits for the answer any more.") Instant until)
    implements BackupEvent {

  public TrialRequested {
    tables = List.copyOf(tables);
  }
}
