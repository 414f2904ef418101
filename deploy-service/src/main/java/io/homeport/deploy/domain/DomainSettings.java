package io.homeport.deploy.domain;

import io.homeport.contracts.Failure;
import io.homeport.deploy.DeployConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the operator decided about domains.
 *
 * @param platform hosts that no customer can have, nor any under them
 * @param addresses where a customer's name has to lead; empty if that is not checked
 * @param cname the name that customers' names may point to
 */
record DomainSettings(
    Optional<URI> directory,
    Optional<String> contact,
    boolean agreed,
    Optional<Path> trust,
    List<String> challenges,
    boolean hasDoorKey,
    List<String> platform,
    List<String> addresses,
    Optional<String> cname,
    Duration lookEvery,
    Duration unprovenFor) {

  static DomainSettings of(DeployConfig config) {
    return new DomainSettings(
        config.acme().directory(),
        config.acme().contact(),
        config.acme().agreed(),
        config.acme().trust(),
        config.acme().challenges(),
        config.doorKeyFile().isPresent(),
        List.of(
            config.appsDomain().replaceFirst(":\\d+$", ""),
            String.valueOf(config.doorUrl().getHost())),
        config.domains().addresses().orElse(List.of()),
        config.domains().cname(),
        config.domains().lookEvery(),
        config.domains().unprovenFor());
  }

  /** What keeps this installation from asking for certificates; empty if nothing does. */
  Optional<Failure> lack() {
    if (directory.isEmpty()) {
      return operator(
          "asks no certificate authority for certificates",
          "Set HOMEPORT_ACME_DIRECTORY to an authority's directory, such as https://acme-v02.api.letsencrypt.org/directory");
    }
    if (!agreed) {
      return operator(
          "has not agreed to the terms of its certificate authority",
          "Read them and set HOMEPORT_ACME_AGREED=true");
    }
    if (!hasDoorKey) {
      return operator(
          "has no key to hand certificates to the door with",
          "Set HOMEPORT_DOOR_KEY_FILE for deploy-service and the gateway");
    }
    return Optional.empty();
  }

  private static Optional<Failure> operator(String what, String remedy) {
    return Optional.of(
        Failure.operator(
            "This installation " + what + ".",
            remedy + "; docs/operations/domains.md has it all."));
  }

  /**
   * What to set in DNS.
   *
   * @param missing the proof that is not there yet
   */
  String dnsAdvice(DomainName name, Optional<Ownership> missing) {
    String proof = missing.map(Ownership::advice).orElse("");
    String byName = cname.map(target -> "a CNAME record to " + target).orElse("");
    String byAddress =
        addresses.isEmpty() ? "" : "A or AAAA records with " + String.join(", ", addresses);
    String records =
        byName.isEmpty() || byAddress.isEmpty() ? byName + byAddress : byName + " or " + byAddress;
    if (records.isEmpty()) {
      String door = "Point %s at this installation's door, whose address its operator knows";
      return door.formatted(name) + (proof.isEmpty() ? "." : ", and set %s.".formatted(proof));
    }
    String all = proof.isEmpty() ? records : records + ", and " + proof;
    return "At the DNS of %s, set %s.".formatted(name, all);
  }
}
