package io.homeport.backup.destination;

import io.homeport.contracts.Digest;
import io.homeport.objects.DirectoryObjects;
import io.homeport.objects.Objects;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Objects in a real folder, at a place that does what places do on bad days. */
public final class FaultyObjects implements Objects {

  private final DirectoryObjects folder;

  /** How many bytes are read, in each object, before the place goes away. */
  public long awayAfterBytes = Long.MAX_VALUE;

  /** How many bytes go in before it is full. */
  public long room = Long.MAX_VALUE;

  /** Whether it says "stored" and keeps nothing. */
  public boolean forgetful;

  /** How long it takes over each read, in milliseconds. */
  public long slowMillis;

  /** Whether it can lock what it has. */
  public boolean canLock;

  /** What it has locked until when. */
  public final Map<Digest, Instant> locked = new HashMap<>();

  /** How often something was written. */
  public int writes;

  public FaultyObjects(Path folder) {
    this.folder = new DirectoryObjects(folder);
  }

  /** Puts other bytes in the place of an object, as rot, a cut or a mistake would. */
  public void replace(Digest object, byte[] bytes) throws IOException {
    Path file = folder.fileOf(object);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  /** The bytes of an object as they stand. */
  public byte[] bytes(Digest object) throws IOException {
    return Files.readAllBytes(folder.fileOf(object));
  }

  @Override
  public Digest put(InputStream content) throws IOException {
    writes++;
    var bounded = new Bounded(content, room, "No space left on device");
    if (forgetful) {
      return Digest.of(bounded.readAllBytes());
    }
    return folder.put(bounded);
  }

  @Override
  public void copy(InputStream content, Digest object, long bytes) throws IOException {
    writes++;
    var bounded = new Bounded(content, room, "No space left on device");
    if (forgetful) {
      bounded.transferTo(OutputStream.nullOutputStream());
    } else {
      folder.copy(bounded, object, bytes);
    }
  }

  @Override
  public InputStream open(Digest object) throws IOException {
    if (awayAfterBytes == 0) {
      throw new FileSystemException("place", null, "Transport endpoint is not connected");
    }
    return new Bounded(folder.open(object), awayAfterBytes, "Transport endpoint is not connected");
  }

  @Override
  public boolean has(Digest object) {
    return folder.has(object);
  }

  @Override
  public long size(Digest object) throws IOException {
    return folder.size(object);
  }

  @Override
  public void delete(Digest object) throws IOException {
    folder.delete(object);
  }

  @Override
  public boolean lock(Digest object, Instant until) {
    if (canLock) {
      locked.put(object, until);
    }
    return canLock;
  }

  private final class Bounded extends FilterInputStream {
    private final String end;
    private long left;

    Bounded(InputStream in, long left, String end) {
      super(in);
      this.left = left;
      this.end = end;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
      if (left <= 0) {
        throw new FileSystemException("place", null, end);
      }
      pause();
      int some = in.read(bytes, offset, (int) Math.min(count, left));
      left -= Math.max(some, 0);
      return some;
    }
  }

  private void pause() throws IOException {
    try {
      Thread.sleep(slowMillis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("ended while waiting", e);
    }
  }
}
