package io.homeport.local.stack;

import io.homeport.local.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Keeps all parts of a stack running, and tells in the status file what they do. */
final class Supervisor {
  private final StatusFile statusFile;
  private final List<List<Keeper>> stages = new ArrayList<>();
  private final Map<String, PartStatus> statuses = new LinkedHashMap<>();
  private final Runnable sweepApps;

  /**
   * @param stages what is ended together, in reverse; the parts of the first one are what all
   *     others need before they start
   * @param sweepApps ends the deployed apps; called when the last stage has ended
   */
  Supervisor(StateFolder state, List<List<Part>> stages, Runnable sweepApps) {
    this.statusFile = new StatusFile(state.run().resolve("status.json"));
    this.sweepApps = sweepApps;
    List<Keeper> foundations = List.of();
    for (List<Part> stage : stages) {
      var keepers = new ArrayList<Keeper>();
      for (Part part : stage) {
        keepers.add(new Keeper(part, foundations, PidFile.of(state, part.name()), this::changed));
      }
      foundations = foundations.isEmpty() ? keepers : foundations;
      this.stages.add(keepers);
    }
  }

  void start() {
    stages.forEach(stage -> stage.forEach(Keeper::start));
  }

  /** Ends everything, the last stage first. */
  void stop() {
    stop(stages.getLast());
    sweepApps.run();
    stages.reversed().stream().skip(1).forEach(Supervisor::stop);
  }

  private static void stop(List<Keeper> stage) {
    var ended = new CountDownLatch(stage.size());
    for (Keeper keeper : stage) {
      Thread.ofVirtual()
          .start(() -> {
            try {
              keeper.stop();
            } finally {
              ended.countDown();
            }
          });
    }
    try {
      ended.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void changed(PartStatus status) {
    statuses.put(status.name(), status);
    statusFile.write(statuses.values());
  }
}
