package io.homeport.backup.destination;

import io.homeport.backup.Trouble;
import io.homeport.contracts.Digest;
import io.homeport.contracts.Failure;
import io.homeport.objects.ObjectCorrupt;
import io.homeport.objects.ObjectMissing;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes objects whole at one destination, from whichever other one has them whole. What was stored
 * is read back: a place that says "stored" and has nothing, or other bytes, is found out. What is
 * damaged stays until a whole one takes its place: the read may have been at fault, and most of its
 * bytes may still be good.
 *
 * @param from where else they may be, in the order in which they are asked
 */
public record Copying(Destination to, List<Destination> from) {

  /** Sees to one place out of all. */
  public static Copying to(Destination to, Destinations all) {
    return new Copying(to, all.except(to));
  }

  /**
   * Sees to it that an object is there, and whole.
   *
   * @param glance whether one that is there is taken to be whole; else every byte of it is read
   * @return whether it had to be stored
   * @throws Trouble if no place has it whole, or this one does not keep what it takes
   * @throws IOException if this place, or every place that may have it, cannot be reached now
   */
  public boolean bring(Digest object, boolean glance) throws IOException {
    if (glance ? isThere(object) : isWhole(object)) {
      return false;
    }
    List<IOException> away = new ArrayList<>();
    for (Destination source : from) {
      try {
        copy(source, object);
        confirm(object);
        return true;
      } catch (SourceFailed e) {
        if (!e.unsound) {
          away.add(e);
        }
      }
    }
    if (away.isEmpty()) {
      throw new Trouble(
          Failure.operator(
              "No other destination has " + object + " whole.",
              "If its disk or store is only away, bring it back; else rely on another backup."));
    }
    throw away.getFirst();
  }

  /**
   * Has the place itself keep objects until then, whatever it is told.
   *
   * @return false if it cannot do that
   */
  public boolean lock(List<Digest> objects, Instant until) throws IOException {
    for (Digest object : objects) {
      if (!to.objects().lock(object, until)) {
        return false;
      }
    }
    return true;
  }

  private boolean isThere(Digest object) throws IOException {
    return to.objects().has(object);
  }

  private boolean isWhole(Digest object) throws IOException {
    try {
      to.read(object);
      return true;
    } catch (ObjectMissing | ObjectCorrupt e) {
      return false;
    }
  }

  private void copy(Destination source, Digest object) throws IOException {
    long bytes;
    InputStream opened;
    try {
      bytes = source.objects().size(object);
      opened = source.objects().open(object);
    } catch (IOException e) {
      throw new SourceFailed(source, e);
    }
    try (var content = new Source(opened, source)) {
      to.objects().copy(content, object, bytes);
    } catch (ObjectCorrupt e) {
      throw new SourceFailed(source, e);
    }
  }

  private void confirm(Digest object) throws IOException {
    try {
      to.read(object);
    } catch (ObjectMissing | ObjectCorrupt e) {
      throw new Trouble(
          Failure.retry(
              "The destination %s took %s and does not have it: %s."
                  .formatted(to.name(), object, Fault.of(e)),
              "It is tried again. If that goes on, look at the storage behind it."),
          e);
    }
  }

  /** What is to be copied cannot be read; where it was to go is not to blame. */
  static final class SourceFailed extends IOException {
    private static final long serialVersionUID = 1L;

    /** Whether it lacks the object or has other bytes, rather than being away. */
    private final boolean unsound;

    SourceFailed(Destination source, IOException cause) {
      super("the destination %s: %s".formatted(source.name(), Fault.of(cause)), cause);
      this.unsound = cause instanceof ObjectMissing || cause instanceof ObjectCorrupt;
    }
  }

  private static final class Source extends FilterInputStream {
    private final Destination source;

    Source(InputStream in, Destination source) {
      super(in);
      this.source = source;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
      try {
        return in.read(bytes, offset, count);
      } catch (IOException e) {
        throw new SourceFailed(source, e);
      }
    }
  }
}
