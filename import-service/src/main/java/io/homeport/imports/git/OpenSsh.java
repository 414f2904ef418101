package io.homeport.imports.git;

import io.homeport.processes.Command;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How OpenSSH's programs are called: nothing of the files and agents of the user that this runs as
 * is read, nothing is asked, and only the address is connected to that was checked.
 *
 * @see <a href="https://man.openbsd.org/ssh_config">ssh_config</a>
 */
final class OpenSsh {

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(15);
  private static final Duration SCAN_LIMIT = Duration.ofSeconds(60);
  private static final long MOST_SCANNED_BYTES = 256 << 10;

  /** Asks a server for its host keys; nothing is sent to it that it could use. */
  static Command scan(InetAddress address, int port) {
    return Command.of(
            "ssh-keyscan",
            "-T",
            Long.toString(CONNECT_LIMIT.toSeconds()),
            "-p",
            Integer.toString(port),
            "-t",
            String.join(",", HostKey.KINDS),
            address.getHostAddress())
        .limit(SCAN_LIMIT)
        .maxOutputBytes(MOST_SCANNED_BYTES);
  }

  /**
   * Makes an Ed25519 key pair without a passphrase: {@code file} and {@code file.pub}.
   *
   * @param comment what the public key ends with
   */
  static Command keygen(Path file, String comment) {
    return Command.of(
            "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", file.toString())
        .limit(SCAN_LIMIT);
  }

  /**
   * What git is to run to reach an SSH server.
   *
   * @param knownHosts a file with the host keys that are accepted, under {@code alias}
   */
  static List<String> connecting(InetAddress address, String alias, Path key, Path knownHosts) {
    List<String> arguments = new ArrayList<>(List.of("ssh", "-F", "/dev/null"));
    List.of(
            "HostName=" + address.getHostAddress(),
            "HostKeyAlias=" + alias,
            "StrictHostKeyChecking=yes",
            "UserKnownHostsFile=" + file(knownHosts),
            "GlobalKnownHostsFile=/dev/null",
            "UpdateHostKeys=no",
            "IdentityFile=" + file(key),
            "IdentitiesOnly=yes",
            "IdentityAgent=none",
            "PreferredAuthentications=publickey",
            "BatchMode=yes",
            "ConnectTimeout=" + CONNECT_LIMIT.toSeconds(),
            "ServerAliveInterval=" + CONNECT_LIMIT.toSeconds(),
            "LogLevel=ERROR")
        .forEach(option -> arguments.addAll(List.of("-o", option)));
    return arguments;
  }

  /** As one text, which git gives to a shell. */
  static String quoted(List<String> arguments) {
    return arguments.stream()
        .map(each -> "'" + each.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" "));
  }

  /** In ssh's options spaces separate files, and a percent sign begins a token. */
  private static String file(Path path) {
    return "\"" + path.toAbsolutePath().toString().replace("%", "%%") + "\"";
  }

  private OpenSsh() {}
}
