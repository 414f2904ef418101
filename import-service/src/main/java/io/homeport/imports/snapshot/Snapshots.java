package io.homeport.imports.snapshot;

import io.homeport.contracts.Digest;
import io.homeport.contracts.Failure;
import io.homeport.imports.ImportsConfig;
import io.homeport.messaging.work.FailedWork;
import io.homeport.objects.LeftOut;
import io.homeport.objects.Objects;
import io.homeport.objects.ObjectsLocation;
import io.homeport.objects.TreeArchive;
import io.homeport.objects.UnpackLimits;
import io.homeport.objects.UnpackRefused;
import io.homeport.objects.Unpacker;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Uploads and snapshots in the object store. */
@ApplicationScoped
public class Snapshots {

  /**
   * A source tree, packed and not yet kept.
   *
   * @param archive a file that holds it
   */
  public record Packed(Path archive, Digest tree, int files, long bytes, List<LeftOut> leftOut) {}

  private final Objects objects;
  private final UnpackLimits limits;

  @Inject
  Snapshots(ImportsConfig config) {
    objects = ObjectsLocation.parse(config.objects().toString()).open(null);
    limits =
        UnpackLimits.ofSource()
            .maxFiles(config.imports().mostFiles())
            .maxBytes(config.imports().mostBytes());
  }

  @PreDestroy
  void close() {
    objects.close();
  }

  /**
   * Keeps an uploaded archive as it came.
   *
   * @throws IOException if it does not arrive whole or cannot be stored
   */
  public Digest keepUpload(InputStream upload) throws IOException {
    return objects.put(upload);
  }

  /**
   * Unpacks an upload into a folder that does not exist yet.
   *
   * @return what was left out, such as links
   * @throws FailedWork if the archive is not acceptable
   * @throws IOException if it cannot be read, or the disk cannot be written
   */
  public List<LeftOut> unpack(Digest upload, Path into) throws IOException {
    try (InputStream archive = objects.open(upload)) {
      return Unpacker.ofSource().limits(limits).unpack(archive, into).leftOut();
    } catch (UnpackRefused refused) {
      throw new FailedWork(
          Failure.user(
              "The archive was not taken. " + refused.getMessage(),
              "Send a zip or tar of the app's source, without what a build makes."));
    }
  }

  /**
   * Packs a source tree, so that it is known by its digest before anything is kept.
   *
   * @param archive the file to write
   * @throws FailedWork if there is no file in it, or more than is taken
   * @throws IOException if it cannot be read or written
   */
  public Packed pack(Path folder, Path archive) throws IOException {
    TreeArchive.Written written;
    try (OutputStream out = Files.newOutputStream(archive)) {
      written = TreeArchive.write(folder, path -> !path.startsWith(".git/"), out);
    }
    if (written.files() == 0) {
      throw new FailedWork(
          Failure.user(
              "There are no files in the source.",
              "Check the branch or the archive, then import again."));
    }
    if (written.files() > limits.maxFiles() || written.bytes() > limits.maxBytes()) {
      throw new FailedWork(
          Failure.user(
              "The source has %,d files and %,d bytes; at most %,d files and %,d bytes are taken."
                  .formatted(
                      written.files(), written.bytes(), limits.maxFiles(), limits.maxBytes()),
              "Leave out what a build makes, such as node_modules, and import again."));
    }
    return new Packed(archive, written.tree(), written.files(), written.bytes(), written.leftOut());
  }

  /**
   * Keeps a packed source tree.
   *
   * @throws IOException if it cannot be stored
   */
  public Snapshot keep(Packed packed) throws IOException {
    Digest object = objects.put(packed.archive());
    return new Snapshot(packed.tree(), object, packed.files(), packed.bytes());
  }
}
