package io.homeport.backup.drill;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A JVM of its own that is ended by SIGKILL, and what it leaves running. */
public record KilledService(Process process) {

  /**
   * Starts it.
   *
   * @param main its class, on this JVM's class path
   */
  public static KilledService start(Class<?> main, Object... arguments) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            main.getName());
    return new KilledService(
        new ProcessBuilder(
                Stream.concat(command.stream(), Stream.of(arguments).map(Object::toString))
                    .toList())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  /** Waits for what it prints, as a sign of how far it came. */
  public String line() throws IOException {
    return process.inputReader().readLine();
  }

  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Programs that make, fill or serve a cluster in a folder, by their command lines. */
  public static List<String> programsIn(Path folder) {
    return ProcessHandle.allProcesses()
        .flatMap(each -> each.info().commandLine().stream())
        .filter(
            line -> line.contains(folder + "/") && !line.contains(KilledService.class.getName()))
        .filter(line -> !line.contains("/bin/java "))
        .toList();
  }
}
