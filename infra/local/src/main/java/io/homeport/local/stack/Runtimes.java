package io.homeport.local.stack;

import io.homeport.local.Checkout;
import io.homeport.processes.Command;
import io.homeport.processes.OsUser;
import io.homeport.processes.Processes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The programs that run deployed apps. Where we are root, apps run as a user that owns nothing; if
 * that user cannot read them in the checkout, as in root's home, they are copied to where it can.
 */
record Runtimes(Checkout checkout, StateFolder state) {

  Path path() {
    return isReachable() ? checkout.runtimes() : state.shared().resolve("runtimes");
  }

  /** Brings the copy up to date, where there has to be one. */
  void prepare() {
    if (!isReachable() && Files.isDirectory(checkout.runtimes())) {
      Processes.run(
              Command.of("cp", "--archive", "--update", "--no-target-directory")
                  .plus(checkout.runtimes().toString(), path().toString())
                  .limit(Duration.ofMinutes(5)))
          .orThrow();
    }
  }

  private boolean isReachable() {
    return !OsUser.canSwitch() || StateFolder.isReachableByOthers(checkout.runtimes());
  }
}
