package io.homeport.local.stack;

import io.homeport.local.Checkout;
import io.homeport.local.FreePorts;
import io.homeport.local.ProcessId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;

/**
 * The process that owns the parts of a stack. Runs until SIGTERM, and then ends them in order.
 *
 * <p>Arguments: the state folder, and the {@link Extent}.
 */
final class SupervisorMain {
  private SupervisorMain() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    var state = new StateFolder(Path.of(args[0]));
    try (var channel =
            FileChannel.open(
                state.run().resolve("supervisor.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        var lock = channel.tryLock()) {
      if (lock == null) {
        System.err.println("Another supervisor runs in " + state.path());
        return;
      }
      supervise(state, Extent.valueOf(args[1]));
    }
  }

  private static void supervise(StateFolder state, Extent extent) throws InterruptedException {
    var checkout = Checkout.find();
    var ports = Ports.loadOrChoose(state.portsFile(), FreePorts::isFree);
    var parts =
        new StackParts(
            checkout, state, ports, ServiceEnvironment.inherited(System.getenv()), extent);
    var apps = new AppProcesses(state.apps(), new Runtimes(checkout, state).path());
    var supervisor = new Supervisor(state, parts.stages(), apps::sweep);
    var pidFile = PidFile.of(state, "supervisor");
    pidFile.write(ProcessId.current());
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  supervisor.stop();
                  pidFile.delete();
                },
                "stop"));
    supervisor.start();
    new CountDownLatch(1).await();
  }
}
