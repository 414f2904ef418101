package io.homeport.objects;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The kinds of archives, told by their first bytes: names of files lie. */
enum ArchiveKind {
  ZIP,
  TAR,
  TAR_GZ,
  TAR_ZST;

  private static final int TAR_RECORD_BYTES = 512;
  private static final int TAR_MAGIC_AT = 257;
  private static final byte[] TAR_MAGIC = "ustar".getBytes(StandardCharsets.US_ASCII);

  static ArchiveKind of(BufferedInputStream archive) throws IOException {
    archive.mark(TAR_RECORD_BYTES);
    byte[] start = archive.readNBytes(TAR_RECORD_BYTES);
    archive.reset();
    if (starts(start, 'P', 'K', 3, 4) || starts(start, 'P', 'K', 5, 6)) {
      return ZIP;
    }
    if (starts(start, 0x1f, 0x8b)) {
      return TAR_GZ;
    }
    if (starts(start, 0x28, 0xb5, 0x2f, 0xfd)) {
      return TAR_ZST;
    }
    if (start.length == TAR_RECORD_BYTES && isTar(start)) {
      return TAR;
    }
    throw new UnpackRefused(new UnpackRefused.UnknownKind());
  }

  private static boolean isTar(byte[] record) {
    return Arrays.equals(
        record, TAR_MAGIC_AT, TAR_MAGIC_AT + TAR_MAGIC.length, TAR_MAGIC, 0, TAR_MAGIC.length);
  }

  private static boolean starts(byte[] start, int... magic) {
    for (int at = 0; at < magic.length; at++) {
      if (start.length <= at || (start[at] & 0xff) != magic[at]) {
        return false;
      }
    }
    return true;
  }
}
