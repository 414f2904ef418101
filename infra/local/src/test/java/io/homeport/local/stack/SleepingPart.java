package io.homeport.local.stack;

import io.homeport.local.FreePorts;
import io.homeport.local.Part;
import io.homeport.processes.Command;
import io.homeport.processes.Spawned;
import java.nio.file.Path;
import java.util.List;

/** A part whose program does nothing, for ten minutes. */
record SleepingPart(String name, int port, Path folder, Command command, List<String> stopped)
    implements Part {

  static SleepingPart named(String name, Path folder, List<String> stopped) {
    return new SleepingPart(name, FreePorts.one(), folder, Command.of("sleep", "600"), stopped);
  }

  static SleepingPart ending(String name, Path folder, List<String> stopped) {
    return new SleepingPart(name, FreePorts.one(), folder, Command.of("false"), stopped);
  }

  @Override
  public Path log() {
    return folder.resolve(name + ".log");
  }

  @Override
  public void prepare() {}

  @Override
  public boolean isReady() {
    return command.program().equals("sleep");
  }

  @Override
  public void stop(Spawned program) {
    Part.super.stop(program);
    stopped.add(name);
  }
}
