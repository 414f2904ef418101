package io.homeport.deploy.domain;

import io.homeport.api.secrets.KeptSecrets;
import io.homeport.deploy.DeployConfig;
import io.homeport.messaging.Transactions;
import io.homeport.processes.SecretBox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.net.URI;
import java.security.KeyPair;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.exception.AcmeException;

/** This installation's accounts at certificate authorities; each is its key. */
@ApplicationScoped
class AcmeAccounts implements KeptSecrets {

  private final DomainSettings settings;
  private final ConcurrentMap<URI, Login> logins = new ConcurrentHashMap<>();

  @Inject SecretBox secrets;
  @Inject Transactions transactions;
  @Inject Clock clock;

  @Inject
  AcmeAccounts(DeployConfig config) {
    settings = DomainSettings.of(config);
  }

  /**
   * Comes in at the authority that is configured.
   *
   * @throws AcmeException if it refuses, or cannot be reached
   */
  Login logIn() throws AcmeException {
    URI directory = settings.directory().orElseThrow();
    Login known = logins.get(directory);
    if (known != null) {
      return known;
    }
    Login login =
        new Authority(directory, settings.contact(), settings.trust()).logIn(key(directory));
    logins.put(directory, login);
    return login;
  }

  /** Asks for the account anew next time. */
  void forget() {
    logins.clear();
  }

  private KeyPair key(URI directory) {
    AcmeAccountRow row =
        transactions.await(() ->
            transactions.acrossOrganizations(
                () -> AcmeAccountRow.<AcmeAccountRow>findById(directory.toString())));
    return row == null
        ? made(directory)
        : Authority.read(secrets.open(owner(directory), row.accountKey));
  }

  private KeyPair made(URI directory) {
    KeyPair key = Authority.newKey();
    AcmeAccountRow row = new AcmeAccountRow();
    row.directory = directory.toString();
    row.accountKey = secrets.seal(owner(directory), Authority.written(key));
    row.createdAt = clock.instant();
    transactions.await(
        () -> transactions.acrossOrganizations(() -> row.<AcmeAccountRow>persistAndFlush()));
    return key;
  }

  @Override
  public String secrets() {
    return "accounts at certificate authorities";
  }

  @Override
  public Uni<List<Kept>> locked() {
    return AcmeAccountRow.<AcmeAccountRow>findAll()
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .list()
        .map(rows ->
            rows.stream()
                .map(row ->
                    new Kept(
                        owner(URI.create(row.directory)),
                        row.accountKey,
                        sealed -> row.accountKey = sealed))
                .toList());
  }

  private static String owner(URI directory) {
    return "account at " + directory;
  }
}
