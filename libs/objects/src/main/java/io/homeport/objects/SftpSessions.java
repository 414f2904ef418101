package io.homeport.objects;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.digest.BuiltinDigests;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.sftp.SftpModuleProperties;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.jspecify.annotations.Nullable;

/**
 * One connection to an SFTP server, made anew when it is lost; each use has a channel of its own.
 * Nothing of the user's own SSH configuration and keys is read, and no command is run there.
 */
final class SftpSessions implements AutoCloseable {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
  private static final Duration SILENCE_LIMIT = Duration.ofSeconds(60);
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  static {
    // Registered for all of the JVM, Bouncy Castle could not be used by loaders of classes apart.
    System.setProperty("org.apache.sshd.security.provider.BC.useNamed", "false");
  }

  private final ObjectsLocation.Sftp location;
  private final SftpCredentials credentials;
  private @Nullable SshClient ssh;
  private @Nullable ClientSession session;

  /** What the server showed instead of the right key, for the error. */
  private volatile @Nullable String otherKey;

  SftpSessions(ObjectsLocation.Sftp location, SftpCredentials credentials) {
    this.location = location;
    this.credentials = credentials;
  }

  /** A channel of its own; whoever opens it closes it. */
  SftpClient channel() throws IOException {
    return SftpClientFactory.instance().createSftpClient(session());
  }

  private synchronized ClientSession session() throws IOException {
    ClientSession current = session;
    if (current != null && current.isOpen()) {
      return current;
    }
    if (ssh == null) {
      ssh = start();
    }
    current = connect(ssh);
    session = current;
    return current;
  }

  private SshClient start() {
    SshClient client = SshClient.setUpDefaultClient();
    client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
    client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
    client.setUserAuthFactories(
        List.of(UserAuthPublicKeyFactory.INSTANCE, UserAuthPasswordFactory.INSTANCE));
    client.setServerKeyVerifier((to, address, key) -> isRight(key));
    CoreModuleProperties.HEARTBEAT_INTERVAL.set(client, HEARTBEAT);
    CoreModuleProperties.IDLE_TIMEOUT.set(client, Duration.ZERO);
    CoreModuleProperties.NIO2_READ_TIMEOUT.set(client, SILENCE_LIMIT);
    SftpModuleProperties.SFTP_CHANNEL_OPEN_TIMEOUT.set(client, SILENCE_LIMIT);
    client.start();
    return client;
  }

  private ClientSession connect(SshClient client) throws IOException {
    otherKey = null;
    ClientSession opened =
        client
            .connect(location.user(), location.host(), location.port())
            .verify(CONNECT_LIMIT)
            .getSession();
    try {
      String password = credentials.password();
      Path keyFile = credentials.keyFile();
      if (password != null) {
        opened.addPasswordIdentity(password);
      }
      if (keyFile != null) {
        for (KeyPair key : keys(opened, keyFile)) {
          opened.addPublicKeyIdentity(key);
        }
      }
      opened.auth().verify(CONNECT_LIMIT);
      return opened;
    } catch (IOException e) {
      opened.close(true);
      throw otherKey == null ? e : anotherServer(e);
    }
  }

  private boolean isRight(PublicKey key) {
    String shown = KeyUtils.getFingerPrint(BuiltinDigests.sha256, key);
    boolean right = credentials.hostKey().equals(shown);
    if (!right) {
      otherKey = KeyUtils.getKeyType(key) + " " + shown;
    }
    return right;
  }

  private IOException anotherServer(IOException cause) {
    return new IOException(
        "The server shows the host key %s, and not the one that is configured. If it is the right server, configure that one."
            .formatted(otherKey),
        cause);
  }

  private static Iterable<KeyPair> keys(ClientSession session, Path file) throws IOException {
    try (var content = Files.newInputStream(file)) {
      Iterable<KeyPair> keys =
          SecurityUtils.loadKeyPairIdentities(session, null, content, FilePasswordProvider.EMPTY);
      if (keys == null) {
        throw new IOException("There is no private key in " + file + ".");
      }
      return keys;
    } catch (GeneralSecurityException e) {
      throw new IOException("The private key in " + file + " cannot be read.", e);
    }
  }

  @Override
  public synchronized void close() {
    if (ssh != null) {
      ssh.stop();
      ssh = null;
      session = null;
    }
  }
}
