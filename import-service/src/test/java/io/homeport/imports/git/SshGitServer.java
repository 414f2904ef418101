package io.homeport.imports.git;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.digest.BuiltinDigests;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.shell.ProcessShellFactory;

/** A real Git repository behind a real SSH server, on loopback. */
public final class SshGitServer implements AutoCloseable {

  private static final Pattern UPLOAD_PACK = Pattern.compile("git-upload-pack '(/[^']+)'");

  static {
    // Registered for all of the JVM, it could not be used by Quarkus' tests and plain ones both,
    // which load its classes apart.
    System.setProperty("org.apache.sshd.security.provider.BC.useNamed", "false");
  }

  private final Set<String> letIn = ConcurrentHashMap.newKeySet();
  private final CopyOnWriteArrayList<String> offered = new CopyOnWriteArrayList<>();
  private final Path repository;
  private final SshServer server;
  private volatile KeyPair hostKey;

  /** Serves a bare repository to nobody yet. */
  public SshGitServer(Path repository) throws IOException {
    this.repository = repository;
    hostKey = newHostKey();
    server = SshServer.setUpDefaultServer();
    server.setHost("127.0.0.1");
    server.setPort(0);
    server.setKeyPairProvider(session -> KeyPairProvider.wrap(hostKey).loadKeys(session));
    server.setPublickeyAuthenticator((user, key, session) -> {
      String fingerprint = KeyUtils.getFingerPrint(BuiltinDigests.sha256, key);
      offered.add(fingerprint);
      return user.equals("git") && letIn.contains(fingerprint);
    });
    server.setCommandFactory((channel, command) -> {
      Matcher wanted = UPLOAD_PACK.matcher(command);
      String path = wanted.matches() ? wanted.group(1) : "/nowhere";
      return new ProcessShellFactory(command, "git", "upload-pack", path).createShell(channel);
    });
    server.start();
  }

  /** Lets a key in, by its fingerprint. */
  public SshGitServer letIn(String fingerprint) {
    letIn.add(fingerprint);
    return this;
  }

  /** From now on it shows another host key. */
  public void changeHostKey() {
    hostKey = newHostKey();
  }

  /** The keys that somebody tried to come in with. */
  public Set<String> offered() {
    return Set.copyOf(offered);
  }

  public String fingerprint() {
    return KeyUtils.getFingerPrint(BuiltinDigests.sha256, hostKey.getPublic());
  }

  public int port() {
    return server.getPort();
  }

  public String url() {
    return "ssh://git@127.0.0.1:%d%s".formatted(port(), repository);
  }

  private static KeyPair newHostKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has elliptic curves", e);
    }
  }

  @Override
  public void close() throws IOException {
    server.stop(true);
  }
}
