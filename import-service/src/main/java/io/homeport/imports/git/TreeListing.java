package io.homeport.imports.git;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;

/**
 * What {@code git ls-tree -r -t -l -z} writes: an entry is {@code <mode> <type> <object> <bytes>},
 * a tab, the path and a NUL. It is read as it comes and never kept, and reading ends with the first
 * entry that is too much.
 *
 * @see <a href="https://git-scm.com/docs/git-ls-tree">git ls-tree</a>
 */
final class TreeListing {

  /** Longer paths cannot be worked on below a folder of ours: Linux takes 4,096 bytes in all. */
  static final int MOST_PATH_BYTES = 2048;

  /** 50,000 files of real apps make 6 MB. */
  static final long MOST_LISTING_BYTES = 64L << 20;

  private static final int BUFFER_BYTES = 64 << 10;

  /** The mode, with which an entry begins. */
  private static final String SYMBOLIC_LINK = "120000 ";

  private static final int MOST_HEADER_BYTES = 160;

  private final int mostFiles;
  private final long mostBytes;
  private final List<String> links = new ArrayList<>();
  private int files;
  private int folders;
  private long fileBytes;
  private long listingBytes;

  /** The tree is larger than is taken; the message says which limit, fit to follow its name. */
  static final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLarge(String format, long limit) {
      super(
          String.format(Locale.ROOT, format, limit) + ", which is the most that is taken",
          null,
          false,
          false);
    }
  }

  TreeListing(int mostFiles, long mostBytes) {
    this.mostFiles = mostFiles;
    this.mostBytes = mostBytes;
  }

  /**
   * Reads a listing to its end.
   *
   * @return how many files it lists
   * @throws TooLarge as soon as it exceeds a limit
   * @throws IOException if it cannot be read, or is no listing
   */
  int check(InputStream listing) throws IOException {
    var in = new BufferedInputStream(listing, BUFFER_BYTES);
    for (int first = read(in); first >= 0; first = read(in)) {
      String header = header(first, in);
      count(header);
      if (header.startsWith(SYMBOLIC_LINK)) {
        links.add(path(in));
      } else {
        skipPath(in);
      }
    }
    return files;
  }

  /** The paths of the symbolic links among the files; complete after {@link #check}. */
  List<String> links() {
    return List.copyOf(links);
  }

  private void count(String header) throws IOException {
    String[] fields = header.split(" +");
    if (fields.length != 4) {
      throw new IOException("git ls-tree wrote an entry of %d fields".formatted(fields.length));
    }
    if (!fields[1].equals("blob")) {
      // Folders of folders without a file would never end either.
      folders++;
      require(folders <= mostFiles, "has more than %,d folders", mostFiles);
      return;
    }
    files++;
    require(files <= mostFiles, "has more than %,d files", mostFiles);
    fileBytes += Long.parseLong(fields[3]);
    require(fileBytes <= mostBytes, "has more than %,d bytes in its files", mostBytes);
  }

  private String header(int first, InputStream in) throws IOException {
    var header = new StringBuilder();
    for (int next = first; next != '\t'; next = read(in)) {
      if (next < 0 || header.length() == MOST_HEADER_BYTES) {
        throw new IOException("git ls-tree wrote an entry without a path");
      }
      header.append((char) next);
    }
    return header.toString();
  }

  private void skipPath(InputStream in) throws IOException {
    readPath(in, next -> {});
  }

  private String path(InputStream in) throws IOException {
    var path = new ByteArrayOutputStream();
    readPath(in, path::write);
    return path.toString(StandardCharsets.UTF_8);
  }

  private void readPath(InputStream in, IntConsumer each) throws IOException {
    int length = 0;
    for (int next = read(in); next != 0; next = read(in)) {
      if (next < 0) {
        throw new IOException("git ls-tree wrote half an entry");
      }
      length++;
      require(length <= MOST_PATH_BYTES, "has a path longer than %,d bytes", MOST_PATH_BYTES);
      each.accept(next);
    }
  }

  private int read(InputStream in) throws IOException {
    listingBytes++;
    require(
        listingBytes <= MOST_LISTING_BYTES,
        "has paths of more than %,d bytes together",
        MOST_LISTING_BYTES);
    return in.read();
  }

  private static void require(boolean holds, String format, long limit) {
    if (!holds) {
      throw new TooLarge(format, limit);
    }
  }
}
