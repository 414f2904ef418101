package io.homeport.backup.backup;

import io.homeport.backup.destination.Destinations;
import io.homeport.backup.drill.Drill;
import io.homeport.backup.drill.Proof;
import io.homeport.backup.drill.Report;
import io.homeport.backup.dump.Manifest;
import io.homeport.backup.keys.DamagedKey;
import io.homeport.backup.proof.SigningKeys;
import io.homeport.backup.trial.Trials;
import io.homeport.contracts.Digest;
import io.homeport.contracts.Failure;
import io.homeport.messaging.work.Attempt;
import io.homeport.messaging.work.FailedWork;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;

/** Drills a backup and signs what came of it. Waits, so it is for workers. */
@ApplicationScoped
class Proving {

  @Inject Drill drill;
  @Inject Trials trials;
  @Inject SigningKeys keys;
  @Inject Destinations destinations;
  @Inject Clock clock;

  /** What a drill found, and how it went. */
  record Outcome(Drill.Result result, Found found) {}

  /**
   * Holds the drill; the proof is stored beside the backup when this returns.
   *
   * @param attempt on whose behalf
   * @param stored the manifest's object
   */
  Outcome prove(
      Attempt attempt, Backup.Of of, Manifest manifest, Digest stored, Drill.Watcher watcher)
      throws IOException, SQLException, InterruptedException {
    var subject =
        new Trials.Subject(attempt.organization(), of.app(), of.environment(), attempt.cause());
    Drill.Result result = drill.drill(manifest, watcher, trials.of(subject));
    Report report =
        Report.of(manifest, result, of.appName(), of.environmentName(), clock.instant());
    Proof proof = sign(report, manifest, stored);
    byte[] json = proof.json().getBytes(StandardCharsets.UTF_8);
    return new Outcome(
        result,
        new Found(
            report, proof, destinations.first().objects().put(new ByteArrayInputStream(json))));
  }

  private Proof sign(Report report, Manifest manifest, Digest stored) throws IOException {
    try {
      return Proof.of(report, manifest, stored, keys.current());
    } catch (DamagedKey e) {
      throw new FailedWork(
          Failure.operator(
              "The key that reports are signed with is damaged.",
              "Delete the row of the table signing_key; a new key is made, and reports that were"
                  + " signed with the old one are checked with its public key."));
    }
  }
}
