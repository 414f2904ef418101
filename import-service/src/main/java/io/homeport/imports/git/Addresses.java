package io.homeport.imports.git;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;

/** Which addresses are part of the public internet. */
final class Addresses {

  /**
   * Whether nothing of this machine's own networks can be behind the address.
   *
   * @see <a href="https://www.iana.org/assignments/iana-ipv4-special-registry">IANA special-purpose
   *     addresses</a>
   */
  static boolean isPublic(InetAddress address) {
    if (address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    return switch (address) {
      case Inet4Address four -> isPublic(four.getAddress());
      case Inet6Address six -> isPublicSix(six.getAddress());
      default -> false;
    };
  }

  private static boolean isPublic(byte[] four) {
    int first = four[0] & 0xff;
    int second = four[1] & 0xff;
    boolean thisNetwork = first == 0;
    boolean carrierGrade = first == 100 && (second & 0xc0) == 64;
    boolean protocolAssignments = first == 192 && second == 0;
    boolean benchmarking = first == 198 && (second & 0xfe) == 18;
    boolean reserved = first >= 240;
    return !(thisNetwork || carrierGrade || protocolAssignments || benchmarking || reserved);
  }

  private static boolean isPublicSix(byte[] six) {
    boolean uniqueLocal = (six[0] & 0xfe) == 0xfc;
    boolean mapsFour = startsWith(six, 0x00, 0x64, 0xff, 0x9b) || startsWith(six, 0x20, 0x02);
    boolean globalUnicast = (six[0] & 0xe0) == 0x20;
    return globalUnicast && !uniqueLocal && !mapsFour;
  }

  private static boolean startsWith(byte[] bytes, int... prefix) {
    for (int i = 0; i < prefix.length; i++) {
      if ((bytes[i] & 0xff) != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  private Addresses() {}
}
