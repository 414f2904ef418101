package io.homeport.specs.scratch;

import io.homeport.processes.OsUser;
import java.nio.file.Path;

/** Throwaway servers for tests. */
public final class Scratch {

  private Scratch() {}

  public static ScratchSettings settings() {
    var binaries =
        PostgresBinaries.find()
            .orElseThrow(() -> new IllegalStateException("No PostgreSQL server on this machine"));
    var user = OsUser.canSwitch() ? OsUser.named("postgres") : OsUser.same();
    return new ScratchSettings(
        binaries, user, Path.of(System.getProperty("java.io.tmpdir"), "homeport-scratch-tests"));
  }

  public static ScratchServer server() {
    return ScratchServer.start(settings());
  }
}
