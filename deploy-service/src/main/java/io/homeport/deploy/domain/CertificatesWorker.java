package io.homeport.deploy.domain;

import io.homeport.api.secrets.KeptSecrets;
import io.homeport.contracts.Digest;
import io.homeport.contracts.Failure;
import io.homeport.deploy.DeployConfig;
import io.homeport.messaging.work.Attempt;
import io.homeport.messaging.work.WorkHandler;
import io.homeport.processes.CertifiedKey;
import io.homeport.processes.SecretBox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.net.URI;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Certificate;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.OrderBuilder;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.RenewalInfo;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.challenge.TlsAlpn01Challenge;
import org.shredzone.acme4j.challenge.TokenChallenge;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;

/**
 * Brings a domain its certificate: settings, DNS, order, challenge at the door, certificate. What
 * the authority was asked for is recorded at once, so that a run that is killed goes on with the
 * same order. Each run ends by saying when the domain is looked at again.
 */
@ApplicationScoped
class CertificatesWorker implements WorkHandler, KeptSecrets {

  static final String KIND = "certificate";

  private static final Duration DOOR_LIMIT = Duration.ofSeconds(15);
  private static final Duration AUTHORITY_LIMIT = Duration.ofMinutes(2);
  private static final Duration UNSET_LOOK = Duration.ofHours(1);
  private static final Duration RENEWAL_LOOK = Duration.ofHours(6);

  private final ChallengeAtDoor door;

  @Inject SecretBox secrets;
  @Inject Domains domains;
  @Inject AcmeAccounts accounts;
  @Inject SealedCertificates certificates;
  @Inject Clock clock;

  @Inject
  CertificatesWorker(DeployConfig config) {
    door = new ChallengeAtDoor(config.doorUrl());
  }

  /** It came to nothing this time. */
  private static final class Unsuccessful extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Failure failure;

    Unsuccessful(Failure failure) {
      super(failure.what());
      this.failure = failure;
    }
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public int concurrency() {
    return 4;
  }

  @Override
  public Duration deadline() {
    return Duration.ofMinutes(10);
  }

  @Override
  public void run(Attempt attempt) throws Exception {
    DomainRow row = domains.find(attempt.organization(), attempt.subject());
    if (row == null) {
      attempt.complete(() -> Uni.createFrom().voidItem());
      return;
    }
    DomainName name = new DomainName(row.name);
    Optional<Failure> lack = domains.settings().lack();
    if (lack.isPresent()) {
      waits(attempt, lack.get(), looks -> UNSET_LOOK);
      return;
    }
    if (row.certificate == null && clock.instant().isAfter(row.heldUntil)) {
      expire(attempt, name);
      return;
    }
    Optional<Failure> inDns = elsewhere(row, name).or(() -> unproven(attempt, row, name));
    if (inDns.isPresent()) {
      Duration every = domains.settings().lookEvery();
      waits(attempt, inDns.get(), looks -> Retrying.forDns(every, looks));
      return;
    }
    try {
      certify(attempt, row, name);
    } catch (Unsuccessful e) {
      fails(attempt, row, e.failure, Duration.ZERO);
    } catch (AcmeRateLimitedException e) {
      limited(attempt, row, e);
    } catch (AcmeException e) {
      accounts.forget();
      fails(
          attempt,
          row,
          Failure.retry(
              "The certificate authority could not be asked: %s".formatted(e.getMessage()),
              "Nothing is to be done."),
          Duration.ZERO);
    }
  }

  /** Where the name leads, if not here. */
  private Optional<Failure> elsewhere(DomainRow row, DomainName name) {
    DomainSettings settings = domains.settings();
    String advice = settings.dnsAdvice(name, DomainView.missingProof(row));
    try {
      List<String> found = domains.dns().addresses(name.text());
      if (found.isEmpty()) {
        return Optional.of(Failure.user("%s leads nowhere yet.".formatted(name), advice));
      }
      boolean here =
          settings.addresses().isEmpty() || found.stream().anyMatch(settings.addresses()::contains);
      return here
          ? Optional.empty()
          : Optional.of(
              Failure.user(
                  "%s leads to %s, which is not here.".formatted(name, String.join(", ", found)),
                  advice));
    } catch (Dns.Silent e) {
      return silent(e);
    }
  }

  /** Whether DNS says that the name is another's; what it said once counts. */
  private Optional<Failure> unproven(Attempt attempt, DomainRow row, DomainName name) {
    if (row.provenAt != null) {
      return Optional.empty();
    }
    Ownership ownership = Ownership.of(attempt.organization(), name);
    try {
      if (!ownership.isIn(domains.dns())) {
        return Optional.of(
            Failure.user(
                "%s leads here, but its DNS does not say that it is yours.".formatted(name),
                "Set %s.".formatted(ownership.advice())));
      }
    } catch (Dns.Silent e) {
      return silent(e);
    }
    Instant now = clock.instant();
    records(attempt, found -> found.provenAt = now);
    return Optional.empty();
  }

  private static Optional<Failure> silent(Dns.Silent e) {
    return Optional.of(
        Failure.operator(
            String.valueOf(e.getMessage()), "See whether this machine reaches its name server."));
  }

  private void certify(Attempt attempt, DomainRow row, DomainName name)
      throws AcmeException, InterruptedException, Unsuccessful {
    Login login = accounts.logIn();
    if (row.orderUrl == null && isFresh(row) && !renewalIsDue(attempt, row, login)) {
      return;
    }
    KeyPair key = key(attempt, row);
    Order order = order(attempt, row, login, name);
    prove(attempt, row, order, name);
    Certificate issued = finish(attempt, order, key);
    keep(attempt, row, name, key, issued);
  }

  private boolean isFresh(DomainRow row) {
    return row.certificate != null && row.renewAt != null && clock.instant().isBefore(row.renewAt);
  }

  /** Asks whether the authority wants it renewed earlier than was thought. */
  private boolean renewalIsDue(Attempt attempt, DomainRow row, Login login) throws AcmeException {
    Optional<Instant> suggested = Optional.empty();
    if (row.certificate != null && offersRenewalInfo(login)) {
      CertifiedKey served = certificates.read(row.name, Digest.parse(row.certificate));
      suggested = proposal(login.bindRenewalInfo(served.certificate()), row.renewAt);
    }
    Instant renewAt = suggested.orElse(row.renewAt);
    if (renewAt != null && !renewAt.isAfter(clock.instant())) {
      return true;
    }
    ends(
        attempt,
        found -> {
          found.renewAt = renewAt;
          found.nextAt = nextLook(renewAt);
        });
    return false;
  }

  private static boolean offersRenewalInfo(Login login) throws AcmeException {
    return login
        .getSession()
        .resourceUrlOptional(org.shredzone.acme4j.connector.Resource.RENEWAL_INFO)
        .isPresent();
  }

  private static Optional<Instant> proposal(RenewalInfo info, @Nullable Instant drawn) {
    return Optional.of(
        Renewal.within(
            info.getSuggestedWindowStart(),
            info.getSuggestedWindowEnd(),
            drawn,
            ThreadLocalRandom.current().nextDouble()));
  }

  private @Nullable Instant nextLook(@Nullable Instant renewAt) {
    Instant look = clock.instant().plus(RENEWAL_LOOK);
    return renewAt == null || renewAt.isAfter(look) ? look : renewAt;
  }

  /** The key that is to be certified: recorded before it is used. */
  private KeyPair key(Attempt attempt, DomainRow row) {
    if (row.orderKey != null && row.orderUrl != null) {
      return Authority.read(secrets.open(owner(row), row.orderKey));
    }
    KeyPair key = Authority.newKey();
    byte[] sealed = secrets.seal(owner(row), Authority.written(key));
    records(
        attempt,
        found -> {
          if (found.state.equals(DomainRow.WAITING)) {
            found.failures = 0;
            found.failure(null);
          }
          found.state = hasUsable(found) ? DomainRow.ACTIVE : DomainRow.REQUESTING;
          found.orderKey = sealed;
        });
    return key;
  }

  @Override
  public String secrets() {
    return "keys that wait for certificates";
  }

  /** Keys that wait for their certificates; certified ones are sealed under the door's key. */
  @Override
  public Uni<List<Kept>> locked() {
    return DomainRow.<DomainRow>find("orderKey is not null")
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .list()
        .map(rows ->
            rows.stream()
                .map(row ->
                    new Kept(
                        owner(row),
                        Objects.requireNonNull(row.orderKey),
                        sealed -> row.orderKey = sealed))
                .toList());
  }

  private static String owner(DomainRow row) {
    return "key of domain " + row.id;
  }

  private Order order(Attempt attempt, DomainRow row, Login login, DomainName name)
      throws AcmeException, Unsuccessful {
    if (row.orderUrl != null) {
      Order begun = login.bindOrder(url(row.orderUrl));
      begun.fetch();
      if (begun.getStatus() != Status.INVALID) {
        return begun;
      }
      throw new Unsuccessful(failure(begun.getError(), name));
    }
    attempt.progress("order", "Asking for a certificate for %s.".formatted(name));
    OrderBuilder wanted = login.newOrder().domain(name.text());
    if (row.certificate != null && !row.ownCertificate && offersRenewalInfo(login)) {
      wanted.replaces(certificates.read(row.name, Digest.parse(row.certificate)).certificate());
    }
    Order order = wanted.create();
    String location = order.getLocation().toString();
    records(attempt, found -> found.orderUrl = location);
    return order;
  }

  private static java.net.URL url(String text) {
    try {
      return URI.create(text).toURL();
    } catch (java.net.MalformedURLException e) {
      throw new IllegalStateException("the authority said it before", e);
    }
  }

  /** Shows the authority at the door that the name leads here. */
  private void prove(Attempt attempt, DomainRow row, Order order, DomainName name)
      throws AcmeException, InterruptedException, Unsuccessful {
    for (Authorization authorization : order.getAuthorizations()) {
      if (authorization.getStatus() == Status.VALID) {
        continue;
      }
      TokenChallenge challenge = choose(authorization, name);
      set(attempt, row, authorization, challenge);
      attempt.progress("challenge", "Showing at the door that %s leads here.".formatted(name));
      if (!door.await(name, token(challenge), challenge.getAuthorization(), DOOR_LIMIT)) {
        throw new Unsuccessful(
            Failure.operator(
                "The door does not answer what the certificate authority will ask for.",
                "See whether the gateway runs and follows the topic homeport.domains."));
      }
      // Only now, and only for the run that has the work: asking twice would spoil the order.
      attempt.progress("proof", "The certificate authority looks at %s.".formatted(name));
      challenge.fetch();
      if (challenge.getStatus() == Status.PENDING) {
        challenge.trigger();
      }
      if (authorization.waitForCompletion(AUTHORITY_LIMIT) != Status.VALID) {
        challenge.fetch();
        throw new Unsuccessful(failure(challenge.getError(), name));
      }
    }
  }

  private TokenChallenge choose(Authorization authorization, DomainName name) throws Unsuccessful {
    for (String type : domains.settings().challenges()) {
      Optional<Challenge> offered = authorization.findChallenge(type);
      if (offered.isPresent() && offered.get() instanceof TokenChallenge challenge) {
        return challenge;
      }
    }
    throw new Unsuccessful(
        Failure.operator(
            "The certificate authority wants another proof for %s than %s."
                .formatted(name, String.join(" or ", domains.settings().challenges())),
            "Set HOMEPORT_ACME_CHALLENGES to what it offers: http-01 or tls-alpn-01."));
  }

  private void set(
      Attempt attempt, DomainRow row, Authorization authorization, TokenChallenge challenge)
      throws AcmeException {
    if (token(challenge).equals(row.challengeToken)) {
      return;
    }
    String shown = null;
    if (challenge instanceof TlsAlpn01Challenge inHandshake) {
      KeyPair key = Authority.newChallengeKey();
      CertifiedKey certificate =
          new CertifiedKey(
              key.getPrivate(),
              List.of(inHandshake.createCertificate(key, authorization.getIdentifier())));
      shown = certificates.put(row.name, certificate).toString();
    }
    String sealed = shown;
    records(
        attempt,
        found -> {
          found.challengeToken = token(challenge);
          found.challengeAnswer = challenge.getAuthorization();
          found.challengeCertificate = sealed;
        });
  }

  /** What is answered begins with what is asked for. */
  private static String token(TokenChallenge challenge) {
    String answer = challenge.getAuthorization();
    return answer.substring(0, answer.indexOf('.'));
  }

  private static Certificate finish(Attempt attempt, Order order, KeyPair key)
      throws AcmeException, InterruptedException, Unsuccessful {
    order.fetch();
    if (order.getStatus() == Status.PENDING) {
      order.waitUntilReady(AUTHORITY_LIMIT);
    }
    if (order.getStatus() == Status.READY) {
      attempt.progress("certificate", "The name is proven; the certificate is made.");
      order.execute(key);
    }
    if (order.waitForCompletion(AUTHORITY_LIMIT) != Status.VALID) {
      throw new Unsuccessful(
          Failure.retry(
              "The certificate authority made no certificate: "
                  + order.getError().flatMap(Problem::getDetail).orElse("it gave no reason")
                  + ".",
              "Nothing is to be done."));
    }
    return order.getCertificate();
  }

  private void keep(
      Attempt attempt, DomainRow row, DomainName name, KeyPair key, Certificate issued)
      throws AcmeException {
    CertifiedKey certified = new CertifiedKey(key.getPrivate(), issued.getCertificateChain());
    Digest sealed = certificates.put(name.text(), certified);
    Optional<Instant> suggested =
        issued.hasRenewalInfo() ? proposal(issued.getRenewalInfo(), null) : Optional.empty();
    Optional<Instant> later = suggested.filter(clock.instant()::isBefore);
    ends(
        attempt,
        found -> {
          domains.activate(found, certified, sealed, later);
          found.nextAt = nextLook(found.renewAt);
        });
    certificates.forget(row.certificate);
    certificates.forget(row.challengeCertificate);
  }

  private static Failure failure(Optional<Problem> problem, DomainName name) {
    String detail =
        problem
            .flatMap(Problem::getDetail)
            .map(said -> said.replaceAll("[.\\s]+$", ""))
            .orElse("it gave no reason");
    return Failure.user(
        "The certificate authority did not find %s here: %s.".formatted(name, detail),
        "See that the name leads here from everywhere, by IPv4 and IPv6, and that ports 80 and 443 are open.");
  }

  private void limited(Attempt attempt, DomainRow row, AcmeRateLimitedException e) {
    fails(
        attempt,
        row,
        Failure.retry(
            "The certificate authority takes no more requests for now: %s"
                .formatted(e.getProblem().getDetail().orElse("it gave no reason.")),
            "Nothing is to be done."),
        e.getRetryAfter().map(at -> Duration.between(clock.instant(), at)).orElse(Duration.ZERO));
  }

  private void waits(Attempt attempt, Failure why, IntFunction<Duration> pause) {
    ends(
        attempt,
        found -> {
          found.failures++;
          found.state = hasUsable(found) ? DomainRow.ACTIVE : DomainRow.WAITING;
          found.failure(why);
          found.nextAt = clock.instant().plus(pause.apply(found.failures));
        });
  }

  /**
   * @param atLeast how long the authority wants to be left alone
   */
  private void fails(Attempt attempt, DomainRow row, Failure why, Duration atLeast) {
    ends(
        attempt,
        found -> {
          found.failures++;
          found.state = hasUsable(found) ? DomainRow.ACTIVE : DomainRow.FAILED;
          found.failure(why);
          Duration pause = Retrying.afterFailure(found.failures);
          found.nextAt = clock.instant().plus(pause.compareTo(atLeast) > 0 ? pause : atLeast);
          found.forgetOrder();
        });
    certificates.forget(row.challengeCertificate);
  }

  private boolean hasUsable(DomainRow row) {
    return row.certificate != null
        && row.notAfter != null
        && clock.instant().isBefore(row.notAfter);
  }

  private void expire(Attempt attempt, DomainName name) {
    ends(
        attempt,
        found -> {
          found.state = DomainRow.FAILED;
          found.failure(
              Failure.user(
                  "%s was not proven in time, so others may have it now.".formatted(name),
                  "Have it lead here, remove it and add it again."));
          found.forgetOrder();
        });
  }

  private void records(Attempt attempt, Consumer<DomainRow> change) {
    attempt.record(() -> domains.change(attempt.subject(), change, attempt.cause()));
  }

  private void ends(Attempt attempt, Consumer<DomainRow> change) {
    attempt.complete(() -> domains.change(attempt.subject(), change, attempt.cause()));
  }

  @Override
  public Uni<Void> failed(Attempt attempt, Failure failure) {
    return domains.change(
        attempt.subject(),
        found -> {
          found.failures++;
          found.state = hasUsable(found) ? DomainRow.ACTIVE : DomainRow.FAILED;
          found.failure(failure);
          found.nextAt = clock.instant().plus(Retrying.afterFailure(found.failures));
        },
        attempt.cause());
  }
}
