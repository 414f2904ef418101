package io.homeport.local;

import io.homeport.processes.Command;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A command that runs Java with this JVM's own JDK, frugally. */
public final class JavaProgram {
  private final List<String> options = new ArrayList<>();

  private JavaProgram(int heapMegabytes) {
    options.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx" + heapMegabytes + "m",
            // On a small machine: one collector thread, and no second compiler. Half the memory
            // and half the CPU time until ready.
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"));
  }

  public static JavaProgram withHeap(int heapMegabytes) {
    return new JavaProgram(heapMegabytes);
  }

  public JavaProgram options(String... more) {
    options.addAll(List.of(more));
    return this;
  }

  /**
   * Keeps the loaded classes in an archive between starts, which saves about a third of the CPU
   * time of a start. The JVM writes the archive when it ends and replaces one that fits no more.
   *
   * @param file null for a program that is started once: writing takes longer than is saved
   */
  public JavaProgram archive(@Nullable Path file) {
    if (file == null) {
      return this;
    }
    return options(
        "-XX:SharedArchiveFile=" + file,
        "-XX:+AutoCreateSharedArchive",
        "-Xlog:cds=off",
        "-Xlog:cds+dynamic=off",
        "-Xlog:aot=off");
  }

  public Command jar(Path jar, String... arguments) {
    return command(List.of("-jar", jar.toString()), arguments);
  }

  public Command main(String classpath, String mainClass, String... arguments) {
    return command(List.of("-cp", classpath, mainClass), arguments);
  }

  private Command command(List<String> program, String... arguments) {
    return Command.of(options).plus(program).plus(arguments);
  }
}
