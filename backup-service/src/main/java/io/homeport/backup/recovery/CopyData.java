package io.homeport.backup.recovery;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The rows of one table, taken out of the script that {@code pg_restore --file=-} writes for it: as
 * {@code COPY … FROM stdin} reads them, without what the script has around them. The script itself
 * is never run.
 */
final class CopyData extends InputStream {

  private static final String BEGINS = "COPY ";
  private static final String DATA_FOLLOWS = " FROM stdin;\n";
  private static final int LONGEST_STATEMENT = 1 << 20;

  private final InputStream script;
  private final byte[] buffer = new byte[64 << 10];
  private final List<String> columns;
  private int at;
  private int limit;
  private boolean atLineStart = true;
  private boolean ended;
  private long rows;

  /** Reads as far as the first row. */
  CopyData(InputStream script) throws IOException {
    this.script = script;
    String line = line();
    while (!line.startsWith(BEGINS)) {
      line = line();
    }
    // Names may have line breaks.
    StringBuilder statement = new StringBuilder(line);
    while (!line.endsWith(DATA_FOLLOWS) && statement.length() < LONGEST_STATEMENT) {
      line = line();
      statement.append(line);
    }
    this.columns = columns(statement.toString());
  }

  /** The columns that each row has, in order, as they are called. */
  List<String> columns() {
    return columns;
  }

  /** How many were read so far. */
  long rows() {
    return rows;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int count) throws IOException {
    Objects.checkFromIndexSize(offset, count, target.length);
    int written = 0;
    while (written < count && !ended) {
      if (atLineStart && isEnd()) {
        ended = true;
        break;
      }
      require(1);
      int some = Math.min(count - written, endOfLine() - at);
      System.arraycopy(buffer, at, target, offset + written, some);
      at += some;
      written += some;
      atLineStart = buffer[at - 1] == '\n';
      if (atLineStart) {
        rows++;
      }
    }
    return written == 0 && count > 0 ? -1 : written;
  }

  /** Whether {@code \.} stands alone here; no row looks like that. */
  private boolean isEnd() throws IOException {
    require(3);
    return buffer[at] == '\\' && buffer[at + 1] == '.' && buffer[at + 2] == '\n';
  }

  /** Of what is in the buffer. */
  private int endOfLine() {
    for (int i = at; i < limit; i++) {
      if (buffer[i] == '\n') {
        return i + 1;
      }
    }
    return limit;
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    do {
      require(1);
      int end = endOfLine();
      line.write(buffer, at, end - at);
      at = end;
    } while (buffer[at - 1] != '\n' && line.size() < LONGEST_STATEMENT);
    return line.toString(StandardCharsets.UTF_8);
  }

  private void require(int count) throws IOException {
    if (limit - at >= count) {
      return;
    }
    System.arraycopy(buffer, at, buffer, 0, limit - at);
    limit -= at;
    at = 0;
    while (limit < count) {
      int read = script.read(buffer, limit, buffer.length - limit);
      if (read < 0) {
        throw new EOFException("the rows of the archive end before their end");
      }
      limit += read;
    }
  }

  /** {@code COPY schema.table (one, "two") FROM stdin;} */
  static List<String> columns(String statement) {
    int open = afterName(statement, BEGINS.length());
    if (statement.charAt(open) == '.') {
      open = afterName(statement, open + 1);
    }
    if (!statement.startsWith(" (", open)) {
      return List.of();
    }
    var names = new ArrayList<String>();
    int from = open + 2;
    while (true) {
      int to = afterName(statement, from);
      names.add(Identifier.unquoted(statement.substring(from, to)));
      if (!statement.startsWith(", ", to)) {
        return names;
      }
      from = to + 2;
    }
  }

  /** Where the name that begins here ends. */
  static int afterName(String text, int from) {
    int at = from;
    if (text.charAt(at) != '"') {
      while (at < text.length() && ".,( )".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      return at;
    }
    do {
      at = text.indexOf('"', at + 1) + 1;
      if (at == 0) {
        throw new IllegalArgumentException("a quoted name does not end");
      }
    } while (at < text.length() && text.charAt(at) == '"');
    return at;
  }
}
