package io.homeport.cli.source;

import io.homeport.cli.CommandFailed;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;

/** Source files as a {@code tar.gz} that is written while it is sent. */
public final class SourceArchive {

  /** The media type it is sent with. */
  public static final String MEDIA_TYPE = "application/gzip";

  private static final int PIPE_BYTES = 64 << 10;

  /**
   * The archive as the body of a request.
   *
   * @param onFile gets the number of source bytes packed so far, after each file
   */
  public static BodyPublisher publish(SourceFiles files, LongConsumer onFile) {
    return BodyPublishers.ofInputStream(() -> pipe(files, onFile));
  }

  private static PipedInputStream pipe(SourceFiles files, LongConsumer onFile) {
    FailingPipe pipe = new FailingPipe();
    try {
      PipedOutputStream into = new PipedOutputStream(pipe);
      Thread.ofVirtual()
          .name("pack " + files.folder())
          .start(() -> pack(files, into, pipe, onFile));
      return pipe;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void pack(
      SourceFiles files, OutputStream into, FailingPipe pipe, LongConsumer onFile) {
    try {
      write(files, into, onFile);
    } catch (IOException | CommandFailed e) {
      pipe.fail(e);
    }
    try {
      into.close();
    } catch (IOException e) {
      pipe.fail(e);
    }
  }

  /** Writes the archive; the stream stays open. */
  static void write(SourceFiles files, OutputStream into, LongConsumer onFile) throws IOException {
    GZIPOutputStream gzip = new GZIPOutputStream(into);
    TarArchiveOutputStream tar = new TarArchiveOutputStream(gzip, "UTF-8");
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    tar.setAddPaxHeadersForNonAsciiNames(true);
    long bytes = 0;
    for (String path : files.paths()) {
      bytes += add(tar, files.folder().resolve(path), path);
      onFile.accept(bytes);
    }
    tar.finish();
    gzip.finish();
  }

  private static long add(TarArchiveOutputStream tar, Path file, String path) throws IOException {
    if (Files.isSymbolicLink(file)) {
      TarArchiveEntry link = new TarArchiveEntry(path, TarConstants.LF_SYMLINK);
      link.setLinkName(Files.readSymbolicLink(file).toString());
      tar.putArchiveEntry(link);
      tar.closeArchiveEntry();
      return 0;
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return 0;
    }
    long size = Files.size(file);
    TarArchiveEntry entry = new TarArchiveEntry(path);
    entry.setSize(size);
    entry.setMode(Files.isExecutable(file) ? 0755 : 0644);
    tar.putArchiveEntry(entry);
    long copied = Files.copy(file, tar);
    if (copied != size) {
      throw CommandFailed.failed(
          path + " changed while it was sent.", "Import again when nothing writes there.");
    }
    tar.closeArchiveEntry();
    return size;
  }

  /** A pipe whose reader learns why the writer gave up. */
  private static final class FailingPipe extends PipedInputStream {
    private volatile @Nullable Exception failure;

    FailingPipe() {
      super(PIPE_BYTES);
    }

    void fail(Exception why) {
      failure = why;
    }

    @Override
    public synchronized int read() throws IOException {
      int read = super.read();
      check();
      return read;
    }

    @Override
    public synchronized int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      check();
      return read;
    }

    private void check() throws IOException {
      Exception why = failure;
      if (why != null) {
        throw new IOException(why.getMessage(), why);
      }
    }
  }

  private SourceArchive() {}
}
