package io.homeport.imports.importing;

import io.homeport.contracts.AppId;
import io.homeport.contracts.Failure;
import io.homeport.contracts.ImportId;
import io.homeport.contracts.events.ImportCompleted;
import io.homeport.contracts.events.ImportFailed;
import io.homeport.imports.builder.Recognition;
import io.homeport.imports.snapshot.Snapshot;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an import is doing. Each state offers only its legal next steps. */
public sealed interface Import {

  ImportId id();

  /** Waits for, or is in, the hands of a worker. */
  record Requested(ImportId id, AppId app, String appName, Source source) implements Import {

    Completed complete(Taken taken, Instant now) {
      return new Completed(id, app, appName, taken, now);
    }

    Failed fail(Failure why, Instant now) {
      return new Failed(id, app, appName, why, now);
    }
  }

  /** The snapshot is stored. */
  record Completed(ImportId id, AppId app, String appName, Taken taken, Instant at)
      implements Import {

    ImportCompleted event() {
      Snapshot snapshot = taken.snapshot();
      return new ImportCompleted(
          app,
          id,
          appName,
          snapshot.tree(),
          snapshot.archive(),
          taken.recognition().builder(),
          snapshot.files(),
          snapshot.bytes(),
          at);
    }
  }

  /** There is no snapshot, and why. */
  record Failed(ImportId id, AppId app, String appName, Failure why, Instant at) implements Import {

    ImportFailed event() {
      return new ImportFailed(app, id, appName, why, at);
    }
  }

  /**
   * What a worker took in.
   *
   * @param commit the Git commit; null for an archive
   * @param warnings what was left out, one line each
   */
  record Taken(
      Snapshot snapshot, Recognition recognition, @Nullable String commit, List<String> warnings) {}
}
