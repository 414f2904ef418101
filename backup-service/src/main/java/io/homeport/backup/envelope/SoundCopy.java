package io.homeport.backup.envelope;

import io.homeport.backup.destination.Destination;
import io.homeport.contracts.Digest;
import io.homeport.objects.ObjectCorrupt;
import io.homeport.objects.ObjectMissing;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Opens an envelope where it is sound: where one copy is missing or damaged, or its place goes away
 * in the middle, reading goes on at the same byte of the next. What was given out until then was
 * authenticated frame by frame, and all copies are the same bytes.
 */
final class SoundCopy extends InputStream {

  private final Digest object;
  private final Label label;
  private final Opening opening;
  private final Noticing noticing;
  private final Deque<Destination> left;
  private @Nullable IOException first;
  private @Nullable IOException away;
  private InputStream current = InputStream.nullInputStream();
  private String place = "";
  private long given;

  /** How what is stored is read. */
  @FunctionalInterface
  interface Opening {
    InputStream of(InputStream sealed) throws IOException;
  }

  /**
   * Opens the first that can be opened.
   *
   * @throws IOException what is wrong with all of them: of one that is only away where there is
   *     such a one, since it may be sound
   */
  SoundCopy(
      Digest object,
      Label label,
      Opening opening,
      Collection<Destination> places,
      Noticing noticing)
      throws IOException {
    this.object = object;
    this.label = label;
    this.opening = opening;
    this.noticing = noticing;
    this.left = new ArrayDeque<>(places);
    next();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int count) throws IOException {
    while (true) {
      try {
        int some = current.read(target, offset, count);
        given += Math.max(some, 0);
        return some;
      } catch (IOException e) {
        note(e);
        next();
      }
    }
  }

  @Override
  public void close() throws IOException {
    current.close();
  }

  private void next() throws IOException {
    while (!left.isEmpty()) {
      Destination destination = left.removeFirst();
      place = destination.name();
      closeQuietly();
      try {
        current = open(destination);
        current.skipNBytes(given);
        return;
      } catch (IOException e) {
        note(e);
      }
    }
    throw worst();
  }

  private InputStream open(Destination destination) throws IOException {
    InputStream sealed = destination.objects().open(object);
    try {
      return opening.of(sealed);
    } catch (IOException | RuntimeException e) {
      sealed.close();
      throw e;
    }
  }

  private void note(IOException why) {
    if (first == null) {
      first = why;
    }
    if (why instanceof ObjectMissing
        || why instanceof ObjectCorrupt
        || why instanceof DamagedEnvelope) {
      noticing.unsound(place, object, label, why);
    } else {
      away = why;
    }
  }

  private IOException worst() {
    IOException worst = away == null ? first : away;
    return worst == null ? new IOException("there is no destination to read from") : worst;
  }

  /** It is of no use any more, whatever it says. */
  private void closeQuietly() {
    try {
      current.close();
    } catch (IOException e) {
      if (first != null) {
        first.addSuppressed(e);
      }
    }
  }
}
