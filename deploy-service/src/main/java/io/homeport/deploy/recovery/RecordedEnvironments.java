package io.homeport.deploy.recovery;

import io.homeport.contracts.Digest;
import io.homeport.deploy.Store;
import io.homeport.deploy.environment.Environment;
import io.homeport.deploy.environment.Tenants;
import io.homeport.messaging.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.UUID;

/** Records of environments: they hold secrets, and do not outlive their environment here. */
@ApplicationScoped
class RecordedEnvironments implements Tenants {

  @Inject Transactions transactions;
  @Inject Store store;

  @Override
  public void evict(Environment environment) {
    UUID id = environment.id().value();
    transactions
        .await(() ->
            transactions.inOrganization(
                environment.organization(),
                () ->
                    EnvironmentRecordRow.<EnvironmentRecordRow>findById(id)
                        .map(Optional::ofNullable)))
        .ifPresent(row -> {
          forget(row.record);
          transactions.await(() ->
              transactions.inOrganization(
                  environment.organization(), () -> EnvironmentRecordRow.deleteById(id)));
        });
  }

  private void forget(String record) {
    try {
      store.objects().delete(Digest.parse(record));
    } catch (IOException e) {
      throw new UncheckedIOException("an environment record cannot be removed", e);
    }
  }
}
