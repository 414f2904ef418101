package io.homeport.api;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where a list goes on. Opaque to callers. */
public record Cursor(UUID after) {

  /** Sorts before nothing: the beginning of every list. */
  private static final UUID BEGINNING = UUID.fromString("ffffffff-ffff-ffff-ffff-ffffffffffff");

  static Cursor after(UUID last) {
    return new Cursor(last);
  }

  /**
   * Reads the query parameter; absent means the beginning.
   *
   * @throws ProblemException 400 if it is not one of ours
   */
  public static Cursor parse(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return new Cursor(BEGINNING);
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
      return new Cursor(new UUID(bytes.getLong(), bytes.getLong()));
    } catch (RuntimeException e) {
      throw Problems.invalid("cursor", "must be the value of a next link");
    }
  }

  String text() {
    ByteBuffer bytes = ByteBuffer.allocate(16);
    bytes.putLong(after.getMostSignificantBits()).putLong(after.getLeastSignificantBits());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }
}
