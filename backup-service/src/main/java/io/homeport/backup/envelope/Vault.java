package io.homeport.backup.envelope;

import com.github.luben.zstd.ZstdInputStream;
import io.homeport.backup.Trouble;
import io.homeport.backup.destination.Destination;
import io.homeport.backup.destination.Destinations;
import io.homeport.backup.keys.DamagedKey;
import io.homeport.backup.keys.MasterKey;
import io.homeport.backup.keys.WrappedKey;
import io.homeport.contracts.Digest;
import io.homeport.contracts.Failure;
import io.homeport.objects.Objects;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.Collection;
import java.util.List;

/**
 * Where everything of a backup is kept: compressed, encrypted, each under its digest. It is stored
 * to the first destination, and read from the first that has it sound.
 */
public final class Vault {

  private final Destinations destinations;
  private final MasterKey master;
  private final Noticing noticing;
  private final LaterKeys later;
  private final Objects objects;

  /**
   * Over all destinations.
   *
   * @param noticing is told of copies that do not read
   * @param later keys of objects that were wrapped again
   */
  public Vault(Destinations destinations, MasterKey master, Noticing noticing, LaterKeys later) {
    this.destinations = destinations;
    this.master = master;
    this.noticing = noticing;
    this.later = later;
    this.objects = destinations.first().objects();
  }

  /** The same, of objects whose keys were never wrapped again. */
  public Vault(Destinations destinations, MasterKey master, Noticing noticing) {
    this(destinations, master, noticing, LaterKeys.NONE);
  }

  /** With one place alone. */
  public Vault(Objects objects, MasterKey master) {
    this(objects, master, LaterKeys.NONE);
  }

  /** With one place alone, and keys that were wrapped again. */
  public Vault(Objects objects, MasterKey master, LaterKeys later) {
    this(Destinations.only(objects), master, Noticing.NOBODY, later);
  }

  /** What one destination has by itself. */
  public Vault at(Destination destination) {
    return new Vault(new Destinations(List.of(destination)), master, Noticing.NOBODY, later);
  }

  /**
   * Something stored.
   *
   * @param bytes as stored, that is compressed and encrypted
   */
  public record Stored(Digest digest, long bytes) {}

  /**
   * Stores a stream as it comes, without a copy of it elsewhere. When it fails, nothing is stored.
   *
   * @throws Trouble for the operator, when the storage does not take it
   * @throws IOException when the content cannot be read
   */
  public Stored store(InputStream content, Label label) throws IOException {
    Digest digest;
    try (var sealing = new SealingStream(content, master, label)) {
      digest = objects.put(sealing);
    } catch (SealingStream.SourceFailed e) {
      throw e;
    } catch (IOException | UncheckedIOException e) {
      throw notTaken(label, e);
    }
    return new Stored(digest, sizeOf(digest, label));
  }

  /**
   * Opens what was stored; reading it throws {@link DamagedEnvelope} where no destination has it
   * genuine.
   *
   * @throws Trouble for the operator, when another master key is needed
   */
  public InputStream open(Digest digest, Label label) throws IOException {
    InputStream sealed =
        new SoundCopy(
            digest,
            label,
            in -> new EnvelopeReader(in, master, label, own -> lastWrapped(digest, own)),
            destinations.all(),
            noticing);
    try {
      return new ZstdInputStream(sealed);
    } catch (IOException | RuntimeException e) {
      sealed.close();
      throw e;
    }
  }

  /**
   * The data key of an object, wrapped under the current master key. Reads the header alone, of the
   * first copy that has a genuine one.
   *
   * @throws IOException what is wrong with the last of them, if none has
   * @throws Trouble for the operator, when another master key is needed
   */
  public WrappedKey rewrapped(Digest digest, Label label) throws IOException {
    IOException wrong = null;
    for (Destination destination : destinations.all()) {
      try (InputStream sealed = destination.objects().open(digest)) {
        WrappedKey own = Header.read(sealed, label).key();
        return master.rewrapped(lastWrapped(digest, own), label.bytes());
      } catch (DamagedKey e) {
        wrong = new DamagedEnvelope(label, "its data key is not genuine.", e);
      } catch (IOException e) {
        wrong = e;
      }
    }
    throw wrong == null ? new IOException("there is no destination to read from") : wrong;
  }

  private WrappedKey lastWrapped(Digest digest, WrappedKey own) {
    return master.has(own.masterKeyId()) ? own : later.of(digest).orElse(own);
  }

  /** Whether the first destination has it. */
  public boolean has(Digest digest) throws IOException {
    return objects.has(digest);
  }

  /** Takes back what an attempt that did not get to its end has stored. */
  public void delete(Collection<Digest> digests) throws IOException {
    for (Digest digest : digests) {
      delete(digest);
    }
  }

  /** Takes back what was stored just now, before it was copied anywhere. */
  public void delete(Digest digest) throws IOException {
    objects.delete(digest);
  }

  /** Storage that says "done" and has nothing is asked once more. */
  private long sizeOf(Digest digest, Label label) throws IOException {
    if (!objects.has(digest)) {
      throw new Trouble(
          Failure.operator(
              "The storage took " + label + " and does not have it.",
              "Check the storage behind HOMEPORT_OBJECTS, then take another backup."));
    }
    return objects.size(digest);
  }

  private static Trouble notTaken(Label label, Exception cause) {
    return new Trouble(
        Failure.operator(
            "The storage did not take " + label + ": " + reason(cause) + ".",
            "Free or add space in the storage behind HOMEPORT_OBJECTS, then take another backup."),
        cause);
  }

  private static String reason(Exception cause) {
    if (cause instanceof FileSystemException file && file.getReason() != null) {
      return file.getReason();
    }
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
