package io.homeport.local.stack;

import io.homeport.local.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.function.Supplier;

/**
 * The passwords and keys of one stack: one file each, for its owner's eyes only, made at random
 * when first asked for and kept from then on.
 */
public record Secrets(Path folder) {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int PASSWORD_BYTES = 24;
  private static final int KEY_BYTES = 32;

  public Secret password(String name) {
    return new Secret(read(passwordFile(name)));
  }

  /** A file with a password of letters, digits, minus and underscore. */
  public Path passwordFile(String name) {
    return made(
        folder.resolve(name),
        () -> Base64.getUrlEncoder().withoutPadding().encodeToString(random(PASSWORD_BYTES)));
  }

  /** The file with the 32 bytes, in base64, that customers' secrets are encrypted under. */
  public Path masterKeyFile() {
    return keyFile("master.key");
  }

  /** The file with the 32 bytes, in base64, that certificates come to the door under. */
  public Path doorKeyFile() {
    return keyFile("door.key");
  }

  private Path keyFile(String name) {
    return made(folder.resolve(name), () -> Base64.getEncoder().encodeToString(random(KEY_BYTES)));
  }

  /** Puts a new master key before those there are: secrets are sealed under it from now on. */
  public void addMasterKey() {
    String before = read(masterKeyFile());
    write(
        folder.resolve("master.key"),
        Base64.getEncoder().encodeToString(random(KEY_BYTES)) + "\n" + before + "\n");
  }

  private static Path made(Path file, Supplier<String> content) {
    return Files.exists(file) ? file : write(file, content.get());
  }

  private static Path write(Path file, String content) {
    try {
      // Whole or as before: a start that was interrupted here must not leave an empty password.
      Path fresh = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".new");
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
      Files.writeString(fresh, content, StandardCharsets.US_ASCII);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      return file;
    } catch (IOException cause) {
      throw new UncheckedIOException(file + " cannot be written", cause);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.US_ASCII).strip();
    } catch (IOException cause) {
      throw new UncheckedIOException(file + " cannot be read", cause);
    }
  }

  private static byte[] random(int count) {
    byte[] bytes = new byte[count];
    RANDOM.nextBytes(bytes);
    return bytes;
  }
}
