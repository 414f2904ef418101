package io.homeport.deploy.build;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a confined program sees: the system's programs, a few folders, and nothing else of this
 * machine. Builds the arguments; nothing runs here.
 *
 * @param writable folder outside → where it is inside, writable
 * @param readable folder outside → where it is inside, read-only
 * @param directory where the program starts, inside
 * @param environment the whole environment of the program
 * @param network whether the machine's network is there; without it only an own loopback is
 * @param limits memory and file size that its processes may use
 * @see <a href="https://github.com/containers/bubblewrap/blob/v0.8.0/bwrap.xml">bwrap(1)</a>
 */
record Bubblewrap(
    Map<Path, Path> writable,
    Map<Path, Path> readable,
    Path directory,
    Map<String, String> environment,
    boolean network,
    BuildLimits limits) {

  private static final List<String> NAMESPACES =
      List.of(
          "--unshare-user",
          "--unshare-pid",
          "--unshare-ipc",
          "--unshare-uts",
          "--die-with-parent",
          "--new-session",
          "--cap-drop",
          "ALL");
  private static final List<String> SYSTEM_LINKS = List.of("bin", "sbin", "lib", "lib64");

  /** Needed to find and trust a host; there is no harm in seeing them. */
  private static final List<Path> NETWORK_FILES =
      List.of(Path.of("/etc/resolv.conf"), Path.of("/etc/hosts"), Path.of("/etc/nsswitch.conf"));

  private static final Path CERTIFICATES = Path.of("/etc/ssl");

  Bubblewrap {
    writable = new LinkedHashMap<>(writable);
    readable = new LinkedHashMap<>(readable);
    environment = new LinkedHashMap<>(environment);
  }

  /** The command line that runs {@code program} confined. */
  List<String> around(List<String> program) {
    var arguments = new ArrayList<String>();
    arguments.addAll(
        List.of(
            "prlimit",
            "--data=" + limits.memoryBytes(),
            "--fsize=" + limits.fileBytes(),
            "--nofile=8192",
            "--nproc=4096",
            "--core=0",
            "--",
            "bwrap"));
    arguments.addAll(NAMESPACES);
    if (!network) {
      arguments.add("--unshare-net");
    }
    readOnly(arguments, Path.of("/usr"), Path.of("/usr"));
    SYSTEM_LINKS.stream()
        .filter(link -> Files.isDirectory(Path.of("/usr", link)))
        .forEach(link -> arguments.addAll(List.of("--symlink", "usr/" + link, "/" + link)));
    arguments.addAll(List.of("--proc", "/proc", "--dev", "/dev"));
    arguments.addAll(
        List.of("--size", String.valueOf(limits.memoryBytes() / 4), "--tmpfs", "/tmp"));
    if (Files.isDirectory(CERTIFICATES)) {
      readOnly(arguments, CERTIFICATES, CERTIFICATES);
    }
    if (network) {
      NETWORK_FILES.stream().filter(Files::exists).forEach(file -> readOnly(arguments, file, file));
    }
    readable.forEach((outside, inside) -> readOnly(arguments, outside, inside));
    writable.forEach((outside, inside) ->
        arguments.addAll(List.of("--bind", outside.toString(), inside.toString())));
    arguments.addAll(List.of("--chdir", directory.toString(), "--clearenv"));
    environment.forEach((key, value) -> arguments.addAll(List.of("--setenv", key, value)));
    arguments.add("--");
    arguments.addAll(program);
    return arguments;
  }

  private static void readOnly(List<String> arguments, Path outside, Path inside) {
    arguments.addAll(List.of("--ro-bind", outside.toString(), inside.toString()));
  }
}
