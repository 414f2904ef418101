package io.homeport.local.stack;

import io.homeport.local.HttpProbe;
import io.homeport.local.JavaProgram;
import io.homeport.local.Part;
import io.homeport.local.PartFailed;
import io.homeport.processes.Command;
import io.homeport.processes.Spawned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * One of Homeport's own services, as Maven built it. It is configured by its environment alone.
 *
 * @param data its folder between starts
 */
record ServicePart(
    String name,
    int port,
    Path jar,
    Map<String, String> environment,
    Path data,
    Path log,
    Path archive)
    implements Part {
  private static final int HEAP_MEGABYTES = 192;

  @Override
  public void prepare() throws IOException {
    if (!Files.exists(jar)) {
      throw new PartFailed(name + " is not built: " + jar + " is missing. Run: ./homeport up");
    }
    // Others may pass: deploy-service's apps and backup-service's throwaway servers are in there,
    // each in a folder of its own.
    StateFolder.create(data, "rwx--x--x");
  }

  @Override
  public Command command() {
    return JavaProgram.withHeap(HEAP_MEGABYTES)
        .archive(archive)
        .options("-Djava.util.logging.manager=org.jboss.logmanager.LogManager")
        .jar(jar)
        .with(environment)
        .in(data);
  }

  @Override
  public boolean isReady() {
    return HttpProbe.answersOk("http://127.0.0.1:" + port + "/q/health/ready");
  }

  /** A service waits for Keycloak, which takes its time at its own first start. */
  @Override
  public Duration patience() {
    return Duration.ofMinutes(4);
  }

  /** The JVM writes its archive of classes when it ends, after the first start. */
  @Override
  public void stop(Spawned program) {
    program.stop(Duration.ofSeconds(45));
  }
}
