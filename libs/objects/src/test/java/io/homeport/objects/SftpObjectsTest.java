package io.homeport.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.homeport.contracts.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.digest.BuiltinDigests;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.sftp.SftpModuleProperties;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SftpObjectsTest extends ObjectsContract {
  private static final String USER = "backups";

  /** A message of 256 KiB, less what is said before the data. */
  private static final int MOST_OF_OPENSSH_BYTES = (256 << 10) - 1024;

  private static final String PASSWORD = "secret-of-the-server";

  static {
    System.setProperty("org.apache.sshd.security.provider.BC.useNamed", "false");
  }

  @TempDir static Path folder;

  private static final KeyPair HOST = key(KeyPairProvider.SSH_ED25519, 256);
  private static final KeyPair USERS = key(KeyPairProvider.SSH_ED25519, 256);
  private static SshServer server;

  private Path root = folder;
  private Objects objects = new DirectoryObjects(folder);

  @BeforeAll
  static void start_a_server() throws IOException {
    server = server(0);
  }

  private static SshServer server(int port) throws IOException {
    SshServer started = SshServer.setUpDefaultServer();
    started.setHost("127.0.0.1");
    started.setPort(port);
    started.setKeyPairProvider(KeyPairProvider.wrap(HOST));
    started.setPasswordAuthenticator(
        (user, password, session) -> user.equals(USER) && password.equals(PASSWORD));
    started.setPublickeyAuthenticator(
        (user, key, session) -> user.equals(USER) && KeyUtils.compareKeys(key, USERS.getPublic()));
    started.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
    started.setFileSystemFactory(new VirtualFileSystemFactory(folder));
    SftpModuleProperties.MAX_WRITEDATA_PACKET_LENGTH.set(started, MOST_OF_OPENSSH_BYTES);
    started.start();
    return started;
  }

  @AfterAll
  static void stop_it() throws IOException {
    server.stop(true);
  }

  @BeforeEach
  void make_a_folder() throws IOException {
    root = Files.createDirectory(folder.resolve(UUID.randomUUID().toString()));
    objects = location("/" + root.getFileName()).open(password(fingerprint(HOST), PASSWORD));
  }

  @AfterEach
  void close() {
    objects.close();
  }

  @Override
  Objects objects() {
    return objects;
  }

  @Override
  int stored() throws IOException {
    try (var files = Files.walk(root)) {
      return (int) files.filter(Files::isRegularFile).count();
    }
  }

  @Override
  void replace(Digest digest, byte[] bytes) throws IOException {
    Files.write(new DirectoryObjects(root).fileOf(digest), bytes);
  }

  @Test
  void what_is_there_is_laid_out_as_in_a_folder() throws IOException {
    Digest digest = put(CONTENT);

    try (var content = new DirectoryObjects(root).open(digest)) {
      assertThat(content.readAllBytes()).isEqualTo(CONTENT);
    }
  }

  @Test
  void a_server_with_another_key_is_told_nothing() {
    String other = fingerprint(key(KeyPairProvider.SSH_ED25519, 256));
    try (var elsewhere = location("/" + root.getFileName()).open(password(other, PASSWORD))) {
      assertThatThrownBy(() -> elsewhere.has(ABSENT))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(ObjectMissing.class)
          .hasMessageContaining(fingerprint(HOST))
          .hasMessageNotContaining(PASSWORD);
    }
  }

  @Test
  void a_wrong_password_is_told_without_telling_it() {
    try (var locked =
        location("/" + root.getFileName()).open(password(fingerprint(HOST), "wrong-secret"))) {
      assertThatThrownBy(() -> locked.open(ABSENT))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(ObjectMissing.class)
          .hasMessageContaining("sftp://127.0.0.1")
          .hasMessageNotContaining("wrong-secret");
    }
  }

  @Test
  void a_key_opens_as_a_password_does() throws Exception {
    Path file = folder.resolve("key-" + UUID.randomUUID());
    try (var out = Files.newOutputStream(file)) {
      OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(USERS, "test", null, out);
    }
    Digest digest = put(CONTENT);

    try (var byKey =
        location("/" + root.getFileName())
            .open(new SftpCredentials(fingerprint(HOST), null, file))) {
      assertThat(byKey.has(digest)).isTrue();
    }
  }

  @Test
  void a_folder_that_is_not_there_is_not_made() {
    try (var nowhere = location("/not/there").open(password(fingerprint(HOST), PASSWORD))) {
      assertThatThrownBy(() -> nowhere.put(contentFile()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("/not/there is not there: mount its disk, or make it");
    }
    assertThat(folder.resolve("not")).doesNotExist();
  }

  @Test
  void a_lost_connection_is_made_anew() throws IOException {
    Digest digest = put(CONTENT);
    int port = server.getPort();

    server.stop(true);
    assertThatThrownBy(() -> objects.has(digest))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(ObjectMissing.class);
    server = server(port);

    assertThat(objects.has(digest)).isTrue();
  }

  @Test
  void what_a_killed_writer_left_long_ago_is_removed() throws IOException {
    Path unfinished = Files.createDirectory(root.resolve("unfinished"));
    Path old = Files.write(unfinished.resolve("old"), CONTENT);
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    Path recent = Files.write(unfinished.resolve("recent"), CONTENT);

    put(CONTENT);

    assertThat(old).doesNotExist();
    assertThat(recent).exists();
  }

  private static Path contentFile() throws IOException {
    return Files.write(folder.resolve("content-" + UUID.randomUUID()), CONTENT);
  }

  private static ObjectsLocation location(String path) {
    return ObjectsLocation.parse(
        "sftp://%s@127.0.0.1:%d%s".formatted(USER, server.getPort(), path));
  }

  private static SftpCredentials password(String hostKey, @Nullable String password) {
    return new SftpCredentials(hostKey, password, null);
  }

  private static String fingerprint(KeyPair key) {
    return KeyUtils.getFingerPrint(BuiltinDigests.sha256, key.getPublic());
  }

  private static KeyPair key(String type, int bits) {
    try {
      return KeyUtils.generateKeyPair(type, bits);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Bouncy Castle has Ed25519", e);
    }
  }
}
