package io.homeport.gateway.door;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The path of a request, once it is known to mean the same to everybody who reads it. A path that
 * another reader could take for a different one is refused: parent segments, encoded slashes,
 * control characters, what is encoded twice.
 */
sealed interface RequestPath {

  /**
   * @param decoded starts with a slash; no segment of it is {@code .} or {@code ..}
   */
  record Clean(String decoded) implements RequestPath {}

  /**
   * @param why completes "The path …"
   */
  record Refused(String why) implements RequestPath {}

  /**
   * @param raw the request target up to the question mark, as it came
   */
  static RequestPath of(@Nullable String raw) {
    if (raw == null || raw.isEmpty() || raw.charAt(0) != '/') {
      return new Refused("must start with a slash.");
    }
    boolean encoded = false;
    for (int at = 0; at < raw.length(); at++) {
      char c = raw.charAt(at);
      if (c <= ' ' || c >= 0x7f || c == '\\' || c == '#') {
        return new Refused("contains a character that must be encoded.");
      }
      encoded |= c == '%';
    }
    if (encoded) {
      return decode(raw);
    }
    return hasDotSegment(raw) ? parentSegment() : new Clean(raw);
  }

  private static RequestPath decode(String raw) {
    ByteBuffer bytes = ByteBuffer.allocate(raw.length());
    for (int at = 0; at < raw.length(); at++) {
      char c = raw.charAt(at);
      if (c != '%') {
        bytes.put((byte) c);
        continue;
      }
      int octet = hexOctet(raw, at + 1);
      if (octet < 0) {
        return new Refused("contains a percent sign that encodes nothing.");
      }
      if (octet == '/' || octet == '\\' || octet < ' ' || octet == 0x7f) {
        return new Refused("contains an encoded slash or control character.");
      }
      if (octet == '%' && hexOctet(raw, at + 3) >= 0) {
        return new Refused("is encoded twice.");
      }
      bytes.put((byte) octet);
      at += 2;
    }
    try {
      String decoded = StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
      return hasDotSegment(decoded) ? parentSegment() : new Clean(decoded);
    } catch (CharacterCodingException e) {
      return new Refused("is not UTF-8.");
    }
  }

  private static Refused parentSegment() {
    return new Refused("contains a segment . or ..");
  }

  /** Also finds {@code ..;x}, which some servers read as a parent segment with a parameter. */
  private static boolean hasDotSegment(String path) {
    for (int slash = path.indexOf("/."); slash >= 0; slash = path.indexOf("/.", slash + 1)) {
      int end = slash + 2;
      if (end < path.length() && path.charAt(end) == '.') {
        end++;
      }
      if (end == path.length() || path.charAt(end) == '/' || path.charAt(end) == ';') {
        return true;
      }
    }
    return false;
  }

  /** The octet that two hexadecimal digits name, or -1. */
  private static int hexOctet(String text, int at) {
    if (at + 2 > text.length()) {
      return -1;
    }
    int high = Character.digit(text.charAt(at), 16);
    int low = Character.digit(text.charAt(at + 1), 16);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }
}
