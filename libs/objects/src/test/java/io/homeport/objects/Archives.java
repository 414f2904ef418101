package io.homeport.objects;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.UnixStat;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/** Packs archives of all kinds, well-formed and hostile, in memory. */
final class Archives {
  private Archives() {}

  /** One entry; what it is depends on the kind. */
  record Entry(String name, byte[] content, Kind kind) {}

  enum Kind {
    FILE,
    EXECUTABLE,
    FOLDER,
    SYMLINK,
    HARD_LINK,
    DEVICE
  }

  enum Format {
    ZIP,
    TAR,
    TAR_GZ,
    TAR_ZST;

    byte[] pack(Entry... entries) throws IOException {
      return switch (this) {
        case ZIP -> zip(entries);
        case TAR -> tar(entries);
        case TAR_GZ -> gzip(tar(entries));
        case TAR_ZST -> Zstd.compress(tar(entries));
      };
    }
  }

  static Entry file(String name) {
    return file(name, "content of " + name);
  }

  static Entry file(String name, String content) {
    return new Entry(name, content.getBytes(StandardCharsets.UTF_8), Kind.FILE);
  }

  static Entry link(String name, String to) {
    return new Entry(name, to.getBytes(StandardCharsets.UTF_8), Kind.SYMLINK);
  }

  static Entry of(Kind kind, String name) {
    return new Entry(name, "/etc/passwd".getBytes(StandardCharsets.UTF_8), kind);
  }

  static byte[] zip(Entry... entries) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipArchiveOutputStream(bytes)) {
      for (Entry each : entries) {
        var entry = new ZipArchiveEntry(each.name);
        entry.setUnixMode(
            switch (each.kind) {
              case FILE, HARD_LINK -> UnixStat.FILE_FLAG | 0644;
              case EXECUTABLE -> UnixStat.FILE_FLAG | 0755;
              case FOLDER -> UnixStat.DIR_FLAG | 0755;
              case SYMLINK -> UnixStat.LINK_FLAG | 0777;
              case DEVICE -> 0020644;
            });
        zip.putArchiveEntry(entry);
        if (each.kind != Kind.FOLDER) {
          zip.write(each.content);
        }
        zip.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  static byte[] tar(Entry... entries) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (Entry each : entries) {
        byte type =
            switch (each.kind) {
              case FILE, EXECUTABLE -> TarConstants.LF_NORMAL;
              case FOLDER -> TarConstants.LF_DIR;
              case SYMLINK -> TarConstants.LF_SYMLINK;
              case HARD_LINK -> TarConstants.LF_LINK;
              case DEVICE -> TarConstants.LF_CHR;
            };
        var entry = new TarArchiveEntry(each.name, type, true);
        boolean hasContent = type == TarConstants.LF_NORMAL;
        if (each.kind == Kind.SYMLINK || each.kind == Kind.HARD_LINK) {
          entry.setLinkName(new String(each.content, StandardCharsets.UTF_8));
        }
        entry.setMode(each.kind == Kind.EXECUTABLE ? 0100755 : 0100644);
        entry.setSize(hasContent ? each.content.length : 0);
        tar.putArchiveEntry(entry);
        if (hasContent) {
          tar.write(each.content);
        }
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  static byte[] gzip(byte[] content) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    }
    return bytes.toByteArray();
  }

  /** A zip of one file of so many MiB of zeros; each MiB takes 1 KiB, so this is quickly made. */
  static byte[] zipBomb(String name, int mebibytes) throws IOException {
    byte[] block = deflatedBlockOfZeros(1 << 20);
    byte[] end = {3, 0};
    var deflated = new ByteArrayOutputStream();
    for (int count = 0; count < mebibytes; count++) {
      deflated.write(block);
    }
    deflated.write(end);
    var entry = new ZipArchiveEntry(name);
    entry.setMethod(ZipArchiveEntry.DEFLATED);
    entry.setSize((long) mebibytes << 20);
    entry.setCompressedSize(deflated.size());
    entry.setCrc(0);
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipArchiveOutputStream(bytes)) {
      zip.addRawArchiveEntry(entry, new ByteArrayInputStream(deflated.toByteArray()));
    }
    return bytes.toByteArray();
  }

  /** A compressed tar of one file of zeros: gzip members and zstd frames may follow each other. */
  static InputStream tarBomb(Format format, String name, int mebibytes) throws IOException {
    var entry = new TarArchiveEntry(name);
    entry.setSize((long) mebibytes << 20);
    byte[] header = new byte[512];
    entry.writeEntryHeader(header);
    byte[] zeros = new byte[1 << 20];
    List<InputStream> parts = new ArrayList<>();
    parts.add(new ByteArrayInputStream(compress(format, header)));
    byte[] block = compress(format, zeros);
    for (int count = 0; count < mebibytes; count++) {
      parts.add(new ByteArrayInputStream(block));
    }
    parts.add(new ByteArrayInputStream(compress(format, new byte[1024])));
    return new SequenceInputStream(Collections.enumeration(parts));
  }

  private static byte[] compress(Format format, byte[] content) throws IOException {
    return switch (format) {
      case TAR -> content;
      case TAR_GZ -> gzip(content);
      case TAR_ZST -> Zstd.compress(content);
      case ZIP -> throw new IllegalArgumentException("a zip is no stream of blocks");
    };
  }

  private static byte[] deflatedBlockOfZeros(int bytes) {
    var deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    deflater.setInput(new byte[bytes]);
    byte[] out = new byte[bytes];
    int length = deflater.deflate(out, 0, out.length, Deflater.FULL_FLUSH);
    deflater.end();
    return java.util.Arrays.copyOf(out, length);
  }
}
