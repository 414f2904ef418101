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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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

  /**
   * How far a request came.
   *
   * @param next the digest that it stopped at; null where it came to all
   */
  private record Progress(long rewrapped, @Nullable String next) {}

  @Override
  public Uni<Counted> counted() {
    return counted(() -> new Progress(0, null));
  }

  @Override
  public Uni<Counted> rewrapped(String after) {
    return counted(() -> {
      resealSigningKey();
      keys.forgetGone();
      return rewrap(after);
    });
  }

  private Uni<Counted> counted(Supplier<Progress> work) {
    return Uni.createFrom()
        .item(() -> {
          Progress progress = work.get();
          return new Counted(
              "objects of backups",
              master.id(),
              new TreeMap<>(keys.counts()),
              progress.rewrapped(),
              progress.next());
        })
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
  }

  /** Those that could not be put there are tried again when somebody begins anew. */
  private Progress rewrap(String after) {
    String current = master.id();
    long until = System.nanoTime() + LIMIT.toNanos();
    long rewrapped = 0;
    String last = after;
    List<Sealed> some = keys.underAnother(current, last, AT_A_TIME);
    while (!some.isEmpty()) {
      for (Sealed each : some) {
        rewrapped += rewrap(each) ? 1 : 0;
        last = each.object().toString();
        if (System.nanoTime() > until) {
          return new Progress(rewrapped, last);
        }
      }
      some = keys.underAnother(current, last, AT_A_TIME);
    }
    return new Progress(rewrapped, null);
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
