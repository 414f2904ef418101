package io.homeport.gateway.door;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A single range of a file.
 *
 * @param first offset of the first byte
 * @param last offset of the last byte, inclusive
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#field.range">RFC 9110</a>
 */
record ByteRange(long first, long last) {

  /** What a {@code Range} header asks of a file. */
  sealed interface Asked {
    /** It asks for a part. */
    record Part(ByteRange range) implements Asked {}

    /** It asks for what is past the end. */
    record Unsatisfiable() implements Asked {}

    /** Several ranges, another unit or no range at all: the whole file is a correct answer. */
    record Everything() implements Asked {}
  }

  private static final Pattern FORM = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  long length() {
    return last - first + 1;
  }

  static Asked of(String header, long bytes) {
    Matcher form = FORM.matcher(header.strip());
    if (!form.matches() || form.group(1).isEmpty() && form.group(2).isEmpty()) {
      return new Asked.Everything();
    }
    if (form.group(1).isEmpty()) {
      long suffix = Math.min(Long.parseLong(form.group(2)), bytes);
      return suffix == 0
          ? new Asked.Unsatisfiable()
          : new Asked.Part(new ByteRange(bytes - suffix, bytes - 1));
    }
    long first = Long.parseLong(form.group(1));
    long last = form.group(2).isEmpty() ? bytes - 1 : Long.parseLong(form.group(2));
    if (last < first && !form.group(2).isEmpty()) {
      return new Asked.Everything();
    }
    return first >= bytes
        ? new Asked.Unsatisfiable()
        : new Asked.Part(new ByteRange(first, Math.min(last, bytes - 1)));
  }
}
