package io.homeport.gateway.http;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows the bytes of a connection as the standard has requests written, and says where they
 * depart from it. What others forgive (a line feed alone, folded headers, a space before a colon,
 * junk behind a chunk's size) is where two readers of the same bytes see two different requests.
 *
 * <p>Sizes are not judged here; the decoder behind has limits for lines and heads.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112">RFC 9112</a>
 */
final class RequestGrammar {

  private enum Part {
    BEFORE,
    REQUEST_LINE,
    HEADER,
    BODY,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_END,
    TRAILER
  }

  private static final int KEPT_LINE_BYTES = 64 * 1024;
  private static final int CHUNK_LINE_BYTES = 256;

  /** Sizes of chunks have at most this many digits: nobody's number overflows. */
  private static final int CHUNK_DIGITS = 8;

  private static final int LENGTH_DIGITS = 18;
  private static final boolean[] TOKEN = new boolean[128];

  static {
    for (char c = '0'; c <= 'z'; c++) {
      TOKEN[c] = Character.isLetterOrDigit(c);
    }
    for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
      TOKEN[c] = true;
    }
  }

  /** What says how long a message is or whose it is has no place behind it. */
  private static final Set<String> NO_TRAILERS =
      Set.of("content-length", "transfer-encoding", "host", "authorization", "cookie");

  private Part part = Part.BEFORE;
  private byte[] line = new byte[512];
  private int length;
  private boolean afterReturn;
  private boolean emptyLineBefore;
  private boolean isHttp10;
  private @Nullable String contentLength;
  private boolean chunked;
  private long left;
  private long bodyBytes;
  private @Nullable String wrong;

  /**
   * Goes on with the bytes that came, leaving them unread.
   *
   * @return the index of the first byte that must not be; the writer index if there is none
   */
  int follow(ByteBuf bytes) {
    int at = bytes.readerIndex();
    int end = bytes.writerIndex();
    while (at < end) {
      if (left > 0) {
        int taken = (int) Math.min(left, end - at);
        left -= taken;
        bodyBytes += taken;
        at += taken;
        if (left == 0) {
          part = part == Part.BODY ? Part.BEFORE : Part.CHUNK_END;
        }
      } else if (take(bytes.getByte(at))) {
        at++;
      } else {
        return at;
      }
    }
    return end;
  }

  /** What is wrong, as a sentence; only after {@link #follow} found something. */
  String wrong() {
    return wrong == null ? "The request is malformed." : wrong;
  }

  /** Whether a request's head has begun and not ended. */
  boolean isInHead() {
    return part == Part.REQUEST_LINE || part == Part.HEADER;
  }

  /** Whether a request's head has ended and its body has not. */
  boolean isInBody() {
    return part != Part.BEFORE && !isInHead();
  }

  /** How many bytes of bodies there were so far on this connection. */
  long bodyBytes() {
    return bodyBytes;
  }

  private boolean take(byte b) {
    if (afterReturn) {
      afterReturn = false;
      return b == '\n' ? lineEnds() : refuse("A carriage return stands alone.");
    }
    if (b == '\r') {
      afterReturn = true;
      return true;
    }
    if (b == '\n') {
      return refuse("A line ends without a carriage return.");
    }
    if (b >= 0 && b < ' ' && b != '\t' || b == 0x7f) {
      return refuse("There is a control character outside the body.");
    }
    return keep(b);
  }

  private boolean keep(byte b) {
    if (part == Part.CHUNK_END) {
      return refuse("A chunk is longer than it says.");
    }
    if (part == Part.BEFORE) {
      part = Part.REQUEST_LINE;
      emptyLineBefore = false;
    }
    if (length == line.length && length < KEPT_LINE_BYTES) {
      line = Arrays.copyOf(line, 2 * length);
    }
    if (length < line.length) {
      line[length] = b;
    }
    length++;
    return part != Part.CHUNK_SIZE
        || length <= CHUNK_LINE_BYTES
        || refuse("What stands behind a chunk's size is too long.");
  }

  private boolean lineEnds() {
    int bytes = Math.min(length, line.length);
    length = 0;
    return switch (part) {
      case BEFORE -> emptyLine();
      case REQUEST_LINE -> requestLine(bytes);
      case HEADER -> bytes == 0 ? headEnds() : header(bytes);
      case CHUNK_SIZE -> chunkSize(bytes);
      case CHUNK_END -> {
        part = Part.CHUNK_SIZE;
        yield true;
      }
      case TRAILER -> bytes == 0 ? messageEnds() : trailer(bytes);
      case BODY, CHUNK -> throw new IllegalStateException("bodies have no lines");
    };
  }

  /** One empty line before a request is forgiven, as the standard asks. */
  private boolean emptyLine() {
    if (emptyLineBefore) {
      return refuse("There are empty lines before the request.");
    }
    emptyLineBefore = true;
    return true;
  }

  private boolean requestLine(int bytes) {
    int method = 0;
    while (method < bytes && isToken(line[method])) {
      method++;
    }
    int target = method + 1;
    while (target < bytes && line[target] > ' ') {
      target++;
    }
    boolean formed =
        method > 0
            && method < bytes
            && line[method] == ' '
            && target > method + 1
            && bytes - target == 9
            && new String(line, target, 8, StandardCharsets.US_ASCII).equals(" HTTP/1.")
            && (line[bytes - 1] == '0' || line[bytes - 1] == '1');
    if (!formed && bytes < KEPT_LINE_BYTES) {
      return refuse("The request line is a method, a path and HTTP/1.1, with one space between.");
    }
    isHttp10 = line[bytes - 1] == '0';
    contentLength = null;
    chunked = false;
    part = Part.HEADER;
    return true;
  }

  private boolean header(int bytes) {
    int colon = colon(bytes);
    if (colon <= 0) {
      return false;
    }
    if (isNamed("content-length", colon)) {
      return contentLength(value(colon, bytes));
    }
    if (isNamed("transfer-encoding", colon)) {
      return transferEncoding(value(colon, bytes));
    }
    return true;
  }

  /** Where the name ends; 0 if this is no header, which is then refused. */
  private int colon(int bytes) {
    if (line[0] == ' ' || line[0] == '\t') {
      refuse("A header goes on in the next line.");
      return 0;
    }
    int colon = 0;
    while (colon < bytes && isToken(line[colon])) {
      colon++;
    }
    if (colon == 0 || colon == bytes || line[colon] != ':') {
      refuse("A header is a name, a colon right behind it and a value.");
      return 0;
    }
    return colon;
  }

  private boolean contentLength(String value) {
    boolean number =
        !value.isEmpty()
            && value.length() <= LENGTH_DIGITS
            && value.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!number || contentLength != null) {
      return refuse("Content-Length is one number, once.");
    }
    contentLength = value;
    return true;
  }

  private boolean transferEncoding(String value) {
    if (!value.equalsIgnoreCase("chunked") || chunked || isHttp10) {
      return refuse("Transfer-Encoding is exactly \"chunked\", once, in HTTP/1.1.");
    }
    chunked = true;
    return true;
  }

  private boolean headEnds() {
    if (chunked && contentLength != null) {
      return refuse("There are both Transfer-Encoding and Content-Length.");
    }
    left = contentLength == null ? 0 : Long.parseLong(contentLength);
    part = chunked ? Part.CHUNK_SIZE : left > 0 ? Part.BODY : Part.BEFORE;
    return true;
  }

  private boolean chunkSize(int bytes) {
    int digits = 0;
    long size = 0;
    while (digits < bytes && Character.digit(line[digits], 16) >= 0) {
      size = size * 16 + Character.digit(line[digits], 16);
      if (++digits > CHUNK_DIGITS) {
        return refuse("A chunk is too large.");
      }
    }
    if (digits == 0 || digits < bytes && line[digits] != ';') {
      return refuse("A chunk's size is a hexadecimal number.");
    }
    left = size;
    part = size == 0 ? Part.TRAILER : Part.CHUNK;
    return true;
  }

  private boolean trailer(int bytes) {
    int colon = colon(bytes);
    if (colon <= 0) {
      return false;
    }
    String name = new String(line, 0, colon, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
    return !NO_TRAILERS.contains(name) || refuse("A trailer says what only a header may say.");
  }

  private boolean messageEnds() {
    part = Part.BEFORE;
    return true;
  }

  private boolean isNamed(String name, int colon) {
    if (colon != name.length()) {
      return false;
    }
    for (int at = 0; at < colon; at++) {
      if ((line[at] | 0x20) != name.charAt(at) && line[at] != name.charAt(at)) {
        return false;
      }
    }
    return true;
  }

  /** Without the spaces and tabs around it, and no other characters. */
  private String value(int colon, int bytes) {
    int from = colon + 1;
    int to = bytes;
    while (from < to && isBlank(line[from])) {
      from++;
    }
    while (to > from && isBlank(line[to - 1])) {
      to--;
    }
    return new String(line, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  private static boolean isToken(byte b) {
    return b >= 0 && TOKEN[b];
  }

  private boolean refuse(String why) {
    wrong = why;
    return false;
  }
}
