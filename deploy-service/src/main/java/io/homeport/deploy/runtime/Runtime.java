package io.homeport.deploy.runtime;

import io.homeport.deploy.build.BuildManifest;
import io.homeport.deploy.environment.Environment;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What an app needs to run. */
public interface Runtime {

  /** As it stands in a release. */
  String name();

  /** Makes the process that serves a release; empty when the published files are all there is. */
  Optional<BackendForm> backend();

  /** How a runtime's process comes to be. */
  @FunctionalInterface
  interface BackendForm {
    Backend at(Placement placement);
  }

  /**
   * One release in one environment.
   *
   * @param instance identifies the process; it says so when asked for its health
   * @param port where it is to listen, on loopback
   * @param database the database it works on
   * @param functions the unpacked edge functions; absent when there are none
   * @param server the folder of the app's own server; absent when it brings none
   * @param node the program that runs the app's own server; absent for the machine's own
   * @param variables what the app's own programs read; secrets among them
   * @param files a folder that the environment's stored files are kept under
   */
  record Placement(
      UUID instance,
      int port,
      Environment environment,
      String database,
      BuildManifest release,
      Optional<Path> functions,
      Optional<Path> server,
      Optional<Path> node,
      Map<String, String> variables,
      Path files) {

    @Override
    public String toString() {
      return "Placement[" + instance + "]";
    }
  }
}
