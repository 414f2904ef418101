package io.homeport.specs.scratch;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A throwaway database in which rows are made and tried to be reached, and an untouched copy of it
 * in which what came out can be shown once more. All of it is held to limits from outside.
 */
public final class Trials implements AutoCloseable {

  private static final String UNTOUCHED = "untouched";

  private final Watchdog watchdog;
  private final TrialSession owner;
  private final TrialSession api;
  private final TrialSession untouched;

  private Trials(Watchdog watchdog, TrialSession owner, TrialSession api, TrialSession untouched) {
    this.watchdog = watchdog;
    this.owner = owner;
    this.api = api;
    this.untouched = untouched;
  }

  static Trials open(ScratchServer server, Limits limits) {
    try {
      server.copy(UNTOUCHED);
      var watchdog = new Watchdog(server, limits);
      return new Trials(
          watchdog,
          new TrialSession(() -> server.connect(), watchdog, limits),
          new TrialSession(() -> server.connectAsApi(ScratchServer.DATABASE), watchdog, limits),
          new TrialSession(() -> server.connect(UNTOUCHED), watchdog, limits));
    } catch (SQLException cause) {
      throw new ScratchFailed("The throwaway PostgreSQL was lost: " + cause.getMessage(), cause);
    }
  }

  /** As the role that owns what the migrations made. */
  public TrialSession owner() {
    return owner;
  }

  /** As the role that the API signs in as. */
  public TrialSession api() {
    return api;
  }

  /** The owner's session in the untouched copy. */
  public TrialSession untouched() {
    return untouched;
  }

  /** Why nothing more may be tried, or null while more may be. */
  public @Nullable String exhausted() {
    return watchdog.exhausted();
  }

  @Override
  public void close() {
    watchdog.close();
    owner.close();
    api.close();
    untouched.close();
  }
}
