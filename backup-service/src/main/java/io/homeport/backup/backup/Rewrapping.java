package io.homeport.backup.backup;

import io.homeport.api.secrets.RewrappedKeys;
import io.homeport.backup.Trouble;
import io.homeport.backup.backup.ObjectKeys.Sealed;
import io.homeport.backup.envelope.Content;
import io.homeport.backup.envelope.Label;
import io.homeport.backup.envelope.Vault;
import io.homeport.backup.keys.DamagedKey;
import io.homeport.backup.keys.MasterKey;
import io.homeport.backup.proof.SigningKeys;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;

/**
 * Puts the data keys of all that is stored of backups under the current master key. Reads a header
 * of some hundred bytes for each object, no data; may be repeated, and be killed between any two.
 */
@ApplicationScoped
class Rewrapping implements RewrappedKeys {

  /** A request is answered within about this time; what is left is for the next one. */
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private static final int AT_A_TIME = 200;

  @Inject ObjectKeys keys;
  @Inject Vault vault;
  @Inject MasterKey master;
  @Inject SigningKeys signing;

  @Override
  public Uni<Counted> counted(boolean rewrap) {
    return Uni.createFrom()
        .item(() -> {
          long rewrapped = rewrap ? rewrap() : 0;
          return new Counted(
              "objects of backups", master.id(), new TreeMap<>(keys.counts()), rewrapped);
        })
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
  }

  private long rewrap() {
    resealSigningKey();
    keys.forgetGone();
    String current = master.id();
    long until = System.nanoTime() + LIMIT.toNanos();
    long rewrapped = 0;
    List<Sealed> some = keys.underAnother(current, "", AT_A_TIME);
    while (!some.isEmpty()) {
      for (Sealed each : some) {
        rewrapped += rewrap(each) ? 1 : 0;
      }
      some =
          System.nanoTime() > until
              ? List.of()
              : keys.underAnother(current, some.getLast().object().toString(), AT_A_TIME);
    }
    return rewrapped;
  }

  /** It follows the master key whenever it is used; who rotates need not wait for that. */
  private void resealSigningKey() {
    try {
      signing.current();
    } catch (DamagedKey | Trouble e) {
      Log.warnf("The key that reports are signed with stays as it is: %s", e);
    }
  }

  /** One that is damaged or away keeps its key; the others are not held up by it. */
  private boolean rewrap(Sealed sealed) {
    try {
      keys.save(
          sealed.object(),
          vault.rewrapped(
              sealed.object(), new Label(sealed.of(), Content.valueOf(sealed.content()))));
      return true;
    } catch (IOException | Trouble e) {
      Log.warnf("The key of %s stays under the master key it is under: %s", sealed.object(), e);
      return false;
    }
  }
}
