package io.homeport.local.stack;

import io.homeport.local.Part;
import io.homeport.local.ProcessId;
import io.homeport.processes.Processes;
import io.homeport.processes.Spawned;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * Parts that run although their supervisor does not, because it was killed. A part is known by pid
 * and start time, so a stranger that was given the pid meanwhile is left alone.
 */
record Leftovers(StateFolder state) {

  /**
   * Ends them in the order of an ordinary stop.
   *
   * @return the names of those that ran
   */
  List<String> stop(List<List<Part>> stages) {
    return stages.reversed().stream().flatMap(stage -> stopAtOnce(stage).stream()).toList();
  }

  private List<String> stopAtOnce(List<Part> stage) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var stopped =
          stage.stream()
              .map(part -> CompletableFuture.supplyAsync(() -> stop(part), threads))
              .toList();
      return IntStream.range(0, stage.size())
          .filter(i -> stopped.get(i).join())
          .mapToObj(i -> stage.get(i).name())
          .toList();
    }
  }

  private boolean stop(Part part) {
    var pidFile = PidFile.of(state, part.name());
    var running = pidFile.living().flatMap(Leftovers::spawned);
    running.ifPresent(part::stop);
    pidFile.delete();
    return running.isPresent();
  }

  private static Optional<Spawned> spawned(ProcessId process) {
    return ProcessHandle.of(process.pid())
        .flatMap(handle -> handle.info().startInstant())
        .flatMap(startedAt -> Processes.find(process.pid(), startedAt));
  }
}
