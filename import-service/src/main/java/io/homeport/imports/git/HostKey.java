package io.homeport.imports.git;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The public key by which an SSH server is known.
 *
 * @param type such as {@code ssh-ed25519}
 * @param base64 the key, as a line of known_hosts has it
 * @see <a href="https://man.openbsd.org/sshd#SSH_KNOWN_HOSTS_FILE_FORMAT">known_hosts</a>
 */
record HostKey(String type, String base64) {

  /** Those that are asked for, the best first. */
  static final List<String> KINDS = List.of("ed25519", "ecdsa", "rsa");

  private static final Pattern TYPE = Pattern.compile("[a-z0-9-]{1,64}");
  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]{1,8192}={0,2}");

  /**
   * Reads what ssh-keyscan writes: {@code <host> <type> <key>} on each line. A server can answer
   * anything, so that what is no key is left out.
   *
   * @return the best first
   */
  static List<HostKey> parse(String scanned) {
    return scanned.lines().flatMap(HostKey::parseLine).sorted(BEST_FIRST).toList();
  }

  private static final Comparator<HostKey> BEST_FIRST =
      Comparator.comparingInt((HostKey key) -> key.rank()).thenComparing(HostKey::base64);

  private static Stream<HostKey> parseLine(String line) {
    String[] parts = line.split(" ");
    if (parts.length != 3 || !TYPE.matcher(parts[1]).matches() || !isBase64(parts[2])) {
      return Stream.of();
    }
    return Stream.of(new HostKey(parts[1], parts[2]));
  }

  private static boolean isBase64(String text) {
    return BASE64.matcher(text).matches() && text.length() % 4 == 0;
  }

  private int rank() {
    for (int i = 0; i < KINDS.size(); i++) {
      if (type.contains(KINDS.get(i))) {
        return i;
      }
    }
    return KINDS.size();
  }

  /** As OpenSSH and the hosts of repositories show it. */
  String fingerprint() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(Base64.getDecoder().decode(base64));
      return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** A line of known_hosts. */
  String line(String host) {
    return "%s %s %s\n".formatted(host, type, base64);
  }

  @Override
  public String toString() {
    return "%s (%s)".formatted(fingerprint(), type);
  }
}
