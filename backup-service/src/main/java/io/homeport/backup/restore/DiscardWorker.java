package io.homeport.backup.restore;

import io.homeport.contracts.Failure;
import io.homeport.contracts.RestoreId;
import io.homeport.messaging.Transactions;
import io.homeport.messaging.work.Attempt;
import io.homeport.messaging.work.WorkHandler;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;

/** Removes what a failed restore may have left in the cluster of apps. */
@ApplicationScoped
public class DiscardWorker implements WorkHandler {

  static final String KIND = "discard";

  @Inject Restores restores;
  @Inject RestoreWorker restoring;
  @Inject BesideLive beside;
  @Inject BesideTable besideTable;
  @Inject Transactions transactions;

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Duration deadline() {
    return Duration.ofHours(1);
  }

  @Override
  public int maxAttempts() {
    return 20;
  }

  @Override
  public void run(Attempt attempt) throws IOException, SQLException {
    var id = new RestoreId(attempt.subject());
    var subject = transactions.await(() -> restores.subject(attempt.organization(), id));
    if (subject.row().kind.equals(RestoreRow.TABLE)) {
      besideTable.discard(subject.row().wantedTable());
    } else {
      Restore.Of of = subject.requested().of();
      beside.discard(of.environment(), of.database(), restoring.maxAttempts());
    }
    attempt.complete(() -> Uni.createFrom().voidItem());
  }

  @Override
  public Uni<Void> failed(Attempt attempt, Failure failure) {
    Log.warnf("The leftovers of restore %s stay: %s", attempt.subject(), failure);
    return Uni.createFrom().voidItem();
  }
}
