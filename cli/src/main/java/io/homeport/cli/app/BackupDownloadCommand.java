package io.homeport.cli.app;

import io.homeport.cli.CommandFailed;
import io.homeport.cli.HomeportCommand;
import io.homeport.cli.Output;
import io.homeport.cli.client.Api;
import io.homeport.cli.client.Api.Download;
import io.homeport.cli.client.Journey;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a backup's archive away. */
@Command(
    name = "download",
    description =
        "Download a backup's database, decrypted, as a file that pg_restore reads. For owners; who did is kept.")
final class BackupDownloadCommand extends HomeportCommand {

  private static final Duration TELL_EVERY = Duration.ofSeconds(2);
  private static final int BUFFER_BYTES = 256 << 10;

  @Parameters(paramLabel = "BACKUP", description = "Its id.")
  String backup;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "Where to; there must be nothing yet.")
  Path file;

  @Override
  protected void run(Output output) {
    if (Files.exists(file)) {
      throw CommandFailed.usage(
          "%s is there already.".formatted(file), "Name another file, or move that one away.");
    }
    Api api = api();
    new Journey(api, output::progress).backup(backup);
    Path unfinished = file.resolveSibling(file.getFileName() + ".part");
    try (Download download = api.download("/backups/%s/archive".formatted(backup))) {
      long bytes = write(download, unfinished, output);
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
      output.result(
          Map.of("file", file.toString(), "bytes", bytes, "digest", download.digest()),
          "%s has %,d bytes, whole by its SHA-256.".formatted(file, bytes),
          "It holds the database as it was, not encrypted. List it: pg_restore --list " + file);
    } catch (IOException e) {
      throw brokenOff(api.server(), e);
    } finally {
      deleteQuietly(unfinished);
    }
  }

  private static long write(Download download, Path to, Output output) throws IOException {
    MessageDigest digest = sha256();
    long bytes = 0;
    Instant told = Instant.now();
    try (OutputStream out = Files.newOutputStream(privately(to))) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int count = download.body().read(buffer);
          count >= 0;
          count = download.body().read(buffer)) {
        out.write(buffer, 0, count);
        digest.update(buffer, 0, count);
        bytes += count;
        if (told.plus(TELL_EVERY).isBefore(Instant.now())) {
          told = Instant.now();
          output.progress("%,d of %,d bytes".formatted(bytes, download.bytes()));
        }
      }
    }
    String found = "sha-256=:" + Base64.getEncoder().encodeToString(digest.digest()) + ":";
    if (!found.equals(download.digest())) {
      throw CommandFailed.failed(
          "What was received is not what was sent: its SHA-256 is another one.",
          "Start the download again.");
    }
    return bytes;
  }

  /** Readable by nobody else from its first byte on. */
  private static Path privately(Path to) throws IOException {
    Files.deleteIfExists(to);
    return to.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? Files.createFile(
            to, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
        : Files.createFile(to);
  }

  private CommandFailed brokenOff(URI server, IOException e) {
    CommandFailed failed =
        CommandFailed.failed(
            "The download from %s to %s broke off: %s.".formatted(server, file, e.getMessage()),
            "Check that there is room, then start it again.");
    failed.initCause(e);
    return failed;
  }

  private static void deleteQuietly(Path unfinished) {
    try {
      Files.deleteIfExists(unfinished);
    } catch (IOException left) {
      // The command's own failure says more.
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
