package io.homeport.objects;

import io.homeport.contracts.Digest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.UUID;
import org.apache.sshd.common.SshException;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClient.OpenMode;
import org.apache.sshd.sftp.client.extensions.openssh.OpenSSHFsyncExtension;
import org.apache.sshd.sftp.client.extensions.openssh.OpenSSHPosixRenameExtension;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;

/**
 * Objects as files of a folder on an SFTP server, laid out as {@link DirectoryObjects} does. A file
 * is written beside and renamed when it is whole; the folder itself is never made.
 */
public final class SftpObjects implements Objects {
  private static final String UNFINISHED = "unfinished";
  private static final Duration ABANDONED_AFTER = Duration.ofDays(1);

  /** What every server takes: OpenSSH ends the connection at a message of more than 256 KiB. */
  private static final int BUFFER_BYTES = 128 << 10;

  private final ObjectsLocation.Sftp location;
  private final SftpSessions sessions;
  private volatile boolean swept;

  /** Connects when it is first used. */
  SftpObjects(ObjectsLocation.Sftp location, SftpCredentials credentials) {
    this.location = location;
    this.sessions = new SftpSessions(location, credentials);
  }

  @Override
  public Digest put(InputStream content) throws IOException {
    return told("store an object", sftp -> write(sftp, content, false));
  }

  @Override
  public void copy(InputStream content, Digest digest, long bytes) throws IOException {
    var checked = new VerifyingStream(content, digest, bytes, "the source of the copy");
    told("store " + digest, sftp -> write(sftp, checked, true));
  }

  @Override
  public InputStream open(Digest digest) throws IOException {
    SftpClient sftp = told("be reached", () -> sessions.channel());
    try {
      long size = told("look up " + digest, () -> sizeOf(sftp, digest));
      InputStream content = told("read " + digest, () -> sftp.read(fileOf(digest), BUFFER_BYTES));
      return new VerifyingStream(new ChannelStream(content, sftp), digest, size, toString());
    } catch (IOException | RuntimeException e) {
      sftp.close();
      throw e;
    }
  }

  @Override
  public boolean has(Digest digest) throws IOException {
    return told("look up " + digest, sftp -> isThere(sftp, fileOf(digest)));
  }

  @Override
  public long size(Digest digest) throws IOException {
    return told("look up " + digest, sftp -> sizeOf(sftp, digest));
  }

  @Override
  public void delete(Digest digest) throws IOException {
    told("delete " + digest, sftp -> removeIfThere(sftp, fileOf(digest)));
  }

  @Override
  public void close() {
    sessions.close();
  }

  @Override
  public String toString() {
    return "sftp://%s:%d%s".formatted(location.host(), location.port(), location.path());
  }

  /** With {@code anew} also where an object of that size is there. */
  private Digest write(SftpClient sftp, InputStream content, boolean anew) throws IOException {
    prepare(sftp);
    String written = inFolder(UNFINISHED) + "/" + UUID.randomUUID();
    try {
      MessageDigest computed = Digest.sha256();
      long bytes;
      try (var out =
          new DigestOutputStream(
              sftp.write(
                  written,
                  BUFFER_BYTES,
                  EnumSet.of(OpenMode.Write, OpenMode.Create, OpenMode.Exclusive)),
              computed)) {
        bytes = content.transferTo(out);
      }
      Digest digest = Digest.ofRaw(computed.digest());
      if (!anew && isStored(sftp, digest, bytes)) {
        removeIfThere(sftp, written);
      } else {
        publish(sftp, written, digest);
      }
      return digest;
    } catch (IOException | RuntimeException e) {
      discard(sftp, written, e);
      throw e;
    }
  }

  /** Where even that fails, the next process removes it in a day. */
  private static void discard(SftpClient sftp, String written, Exception because) {
    try {
      removeIfThere(sftp, written);
    } catch (IOException e) {
      because.addSuppressed(e);
    }
  }

  /** Once for each process: the folder for what is being written, without what others left. */
  private void prepare(SftpClient sftp) throws IOException {
    if (swept) {
      return;
    }
    if (!isThere(sftp, location.path())) {
      throw new IOException(
          "The folder %s is not there: mount its disk, or make it.".formatted(this));
    }
    makeFolder(sftp, inFolder(UNFINISHED));
    Instant before = Instant.now().minus(ABANDONED_AFTER);
    for (var file : sftp.readDir(inFolder(UNFINISHED))) {
      if (file.getAttributes().isRegularFile()
          && file.getAttributes().getModifyTime().toInstant().isBefore(before)) {
        removeIfThere(sftp, inFolder(UNFINISHED) + "/" + file.getFilename());
      }
    }
    swept = true;
  }

  /** An object that the disk shortened is written anew. */
  private boolean isStored(SftpClient sftp, Digest digest, long bytes) throws IOException {
    try {
      return sizeOf(sftp, digest) == bytes;
    } catch (ObjectMissing missing) {
      return false;
    }
  }

  private void publish(SftpClient sftp, String written, Digest digest) throws IOException {
    flush(sftp, written);
    makeFolder(sftp, inFolder(digest.hex().substring(0, 2)));
    makeFolder(sftp, shardOf(digest));
    var replacing = sftp.getExtension(OpenSSHPosixRenameExtension.class);
    if (replacing != null && replacing.isSupported()) {
      replacing.posixRename(written, fileOf(digest));
    } else {
      // Others cannot replace: for a moment there is none, and never half of one.
      removeIfThere(sftp, fileOf(digest));
      sftp.rename(written, fileOf(digest));
    }
  }

  /** Where the server can do that: what it says is written should be on its disk. */
  private static void flush(SftpClient sftp, String file) throws IOException {
    var flushing = sftp.getExtension(OpenSSHFsyncExtension.class);
    if (flushing != null && flushing.isSupported()) {
      try (var handle = sftp.open(file, EnumSet.of(OpenMode.Write))) {
        flushing.fsync(handle);
      }
    }
  }

  private static void makeFolder(SftpClient sftp, String folder) throws IOException {
    if (isThere(sftp, folder)) {
      return;
    }
    try {
      sftp.mkdir(folder);
    } catch (SftpException e) {
      // Another writer may have made it a moment ago.
      if (!isThere(sftp, folder)) {
        throw e;
      }
    }
  }

  private static boolean removeIfThere(SftpClient sftp, String file) throws IOException {
    try {
      sftp.remove(file);
      return true;
    } catch (SftpException e) {
      if (isAbsence(e)) {
        return false;
      }
      throw e;
    }
  }

  private static boolean isThere(SftpClient sftp, String path) throws IOException {
    try {
      sftp.stat(path);
      return true;
    } catch (SftpException e) {
      if (isAbsence(e)) {
        return false;
      }
      throw e;
    }
  }

  private long sizeOf(SftpClient sftp, Digest digest) throws IOException {
    try {
      return sftp.stat(fileOf(digest)).getSize();
    } catch (SftpException e) {
      if (isAbsence(e)) {
        throw new ObjectMissing(digest, toString());
      }
      throw e;
    }
  }

  private static boolean isAbsence(SftpException e) {
    return e.getStatus() == SftpConstants.SSH_FX_NO_SUCH_FILE
        || e.getStatus() == SftpConstants.SSH_FX_NO_SUCH_PATH;
  }

  private String inFolder(String name) {
    return location.path() + "/" + name;
  }

  private String shardOf(Digest digest) {
    return inFolder(digest.hex().substring(0, 2)) + "/" + digest.hex().substring(2, 4);
  }

  private String fileOf(Digest digest) {
    return shardOf(digest) + "/" + digest.hex();
  }

  @FunctionalInterface
  private interface OverChannel<T> {
    T apply(SftpClient sftp) throws IOException;
  }

  @FunctionalInterface
  private interface Step<T> {
    T run() throws IOException;
  }

  private <T> T told(String what, OverChannel<T> work) throws IOException {
    return told(
        what,
        () -> {
          try (SftpClient sftp = sessions.channel()) {
            return work.apply(sftp);
          }
        });
  }

  /** What the content's own source says stays as it is. */
  private <T> T told(String what, Step<T> step) throws IOException {
    try {
      return step.run();
    } catch (SftpException | SshException e) {
      throw new IOException(
          "The SFTP server of %s could not %s: %s".formatted(this, what, e.getMessage()), e);
    }
  }

  /** Closes its channel with it. */
  private static final class ChannelStream extends FilterInputStream {
    private final SftpClient sftp;

    ChannelStream(InputStream in, SftpClient sftp) {
      super(in);
      this.sftp = sftp;
    }

    @Override
    public void close() throws IOException {
      try (sftp) {
        super.close();
      }
    }
  }
}
