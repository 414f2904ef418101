package io.homeport.deploy.variable;

import io.homeport.api.Problems;
import io.homeport.contracts.Failure;
import io.homeport.contracts.OrganizationId;
import io.homeport.deploy.DeployConfig;
import io.homeport.messaging.work.FailedWork;
import io.quarkus.vault.VaultKVSecretEngine;
import io.quarkus.vault.client.VaultClientException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Values of secrets that are kept in the operator's Vault. They are read when a backend starts and
 * are kept nowhere. Each organization reaches only what is below its own path.
 */
@ApplicationScoped
public class VaultSecrets {
  private static final int NOT_FOUND = 404;
  private static final int FORBIDDEN = 403;

  private final Optional<String> url;
  private final String prefix;
  private final Instance<VaultKVSecretEngine> engine;

  @Inject
  VaultSecrets(
      @ConfigProperty(name = "quarkus.vault.url") Optional<String> url,
      DeployConfig config,
      Instance<VaultKVSecretEngine> engine) {
    this.url = url;
    this.prefix = config.vaultPath();
    this.engine = engine;
  }

  /**
   * @throws io.homeport.api.ProblemException 422 if it means Vault and cannot be followed
   */
  void check(VariableName name, Variable variable) {
    if (!VaultReference.isMeant(variable)) {
      return;
    }
    if (VaultReference.of(variable.value()).isEmpty()) {
      throw Problems.unprocessable(
          "vault-reference",
          "The value of %s is no reference to Vault.".formatted(name.text()),
          "Write it as " + VaultReference.ACCEPTED + ".");
    }
    if (url.isEmpty()) {
      throw Problems.unprocessable(
          "vault-reference",
          "%s refers to Vault, and this installation knows none.".formatted(name.text()),
          "Set the value itself, or have the operator name a Vault by quarkus.vault.url.");
    }
  }

  /**
   * The values that programs get.
   *
   * @throws FailedWork if one is not in Vault, or Vault cannot be asked
   */
  Map<String, String> resolved(OrganizationId organization, VariableSet set) {
    var values = new HashMap<>(set.values());
    set.byName()
        .forEach((name, variable) -> {
          if (VaultReference.isMeant(variable)) {
            values.put(name, read(organization, name, variable.value()));
          }
        });
    return values;
  }

  private String read(OrganizationId organization, String name, String text) {
    VaultReference reference =
        VaultReference.of(text)
            .orElseThrow(() ->
                failed(
                    name,
                    "it is no reference to Vault",
                    "Write it as " + VaultReference.ACCEPTED + "."));
    if (url.isEmpty()) {
      throw failed(
          name,
          "this installation knows no Vault",
          "Set the value itself, or have the operator name a Vault by quarkus.vault.url.");
    }
    String path = prefix.replace("{organization}", organization.toString()) + reference.path();
    return Optional.ofNullable(secret(name, path).get(reference.key()))
        .orElseThrow(() ->
            failed(
                name,
                "%s in Vault has no key %s".formatted(path, reference.key()),
                "Write it there, or correct the reference."));
  }

  private Map<String, String> secret(String name, String path) {
    try {
      return engine.get().readSecret(path);
    } catch (VaultClientException e) {
      int status = e.getStatus() == null ? 0 : e.getStatus();
      if (status == NOT_FOUND) {
        throw failed(
            name, "Vault has nothing at " + path, "Write it there, or correct the reference.");
      }
      throw unreachable(
          name,
          status == FORBIDDEN
              ? "does not let Homeport read " + path
              : "answered with status " + status);
    } catch (RuntimeException e) {
      throw unreachable(name, "did not answer (%s)".formatted(e.getClass().getSimpleName()));
    }
  }

  private static FailedWork failed(String name, String why, String remedy) {
    return new FailedWork(
        Failure.user("The variable %s has no value: %s.".formatted(name, why), remedy));
  }

  private FailedWork unreachable(String name, String why) {
    return new FailedWork(
        Failure.operator(
            "The variable %s has no value: Vault at %s %s."
                .formatted(name, url.orElse("no address"), why),
            "Check that Vault runs, is unsealed and that Homeport may read there, then try again."));
  }
}
