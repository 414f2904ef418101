package io.homeport.backup.backup;

import io.homeport.backup.destination.Copies;
import io.homeport.backup.envelope.Content;
import io.homeport.backup.envelope.Label;
import io.homeport.backup.envelope.Noticing;
import io.homeport.contracts.Digest;
import io.homeport.messaging.Transactions;
import io.homeport.objects.ObjectMissing;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

/** Notes copies that did not read while a backup was proven, restored or taken away. */
@ApplicationScoped
class NoticedDamage implements Noticing {

  @Inject Transactions transactions;
  @Inject Copies copies;

  @Override
  public void unsound(String destination, Digest object, Label label, IOException why) {
    Log.warnf("The destination %s: %s", destination, why.getMessage());
    try {
      transactions.await(() ->
          transactions.acrossOrganizations(() ->
              backupOf(object, label)
                  .chain(backup ->
                      backup.isEmpty()
                          ? Uni.createFrom().voidItem()
                          : copies.unsound(
                              backup.get(), destination, object, why instanceof ObjectMissing))));
    } catch (RuntimeException e) {
      Log.warnf(e, "It could not be noted; the next check finds it");
    }
  }

  private Uni<Optional<UUID>> backupOf(Digest object, Label label) {
    return label.content() == Content.FILE
        ? copies.newestWith(object)
        : Uni.createFrom().item(Optional.of(label.of()));
  }
}
