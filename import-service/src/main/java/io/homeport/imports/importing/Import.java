package io.homeport.imports.importing;

import io.homeport.contracts.AppId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.Failure;
import io.homeport.contracts.ImportId;
import io.homeport.contracts.events.ImportCompleted;
import io.homeport.contracts.events.ImportFailed;
import io.homeport.contracts.events.ImportUnchanged;
import io.homeport.imports.builder.Recognition;
import io.homeport.imports.snapshot.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What an import is doing. Each state offers only its legal next steps. */
public sealed interface Import {

  ImportId id();

  /**
   * Waits for, or is in, the hands of a worker.
   *
   * @param again whether a spec is wanted even if the source is unchanged
   */
  record Requested(ImportId id, AppId app, String appName, Source source, boolean again)
      implements Import {

    Completed complete(Taken taken, Instant now) {
      return new Completed(id, app, appName, taken, now);
    }

    /** Whether there is anything to do for a source that equals that of an earlier import. */
    boolean isUnchanged(Digest tree, Earlier newest) {
      return !again && newest.snapshot().tree().equals(tree);
    }

    Unchanged leave(Taken taken, Earlier since, Instant now) {
      return new Unchanged(id, app, appName, since.id(), taken, now);
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
      Inventory inventory = taken.inventory();
      return new ImportCompleted(
          app,
          id,
          appName,
          snapshot.tree(),
          snapshot.archive(),
          taken.recognition().builder(),
          snapshot.files(),
          snapshot.bytes(),
          at,
          inventory.format(),
          inventory.frameworks(),
          inventory.packages(),
          inventory.missing(),
          Optional.ofNullable(taken.origin().ref()));
    }
  }

  /**
   * The source is the one that the newest import brought: nothing is stored, and no spec drafted.
   *
   * @param since the import that brought it first
   */
  record Unchanged(ImportId id, AppId app, String appName, ImportId since, Taken taken, Instant at)
      implements Import {

    ImportUnchanged event() {
      return new ImportUnchanged(
          app,
          id,
          appName,
          since,
          taken.snapshot().tree(),
          at,
          Optional.ofNullable(taken.origin().ref()));
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
   * @param warnings what was left out, one line each
   */
  record Taken(
      Snapshot snapshot,
      Recognition recognition,
      Inventory inventory,
      Origin origin,
      List<String> warnings) {}

  /**
   * The newest import that was completed.
   *
   * @param id of the import that brought its source first
   */
  record Earlier(ImportId id, Snapshot snapshot) {}
}
