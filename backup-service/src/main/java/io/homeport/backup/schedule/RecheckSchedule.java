package io.homeport.backup.schedule;

import io.homeport.backup.backup.Rechecks;
import io.homeport.contracts.OrganizationId;
import io.homeport.messaging.Transactions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Has kept backups read again. */
@ApplicationScoped
class RecheckSchedule {

  @Inject Transactions transactions;
  @Inject Rechecks rechecks;

  Uni<Void> requestDue() {
    return transactions
        .acrossOrganizations(rechecks::due)
        .onItem()
        .transformToMulti(rows -> Multi.createFrom().iterable(rows))
        .onItem()
        .transformToUniAndConcatenate(row ->
            transactions.inOrganization(
                new OrganizationId(row.organizationId), () -> rechecks.request(row)))
        .collect()
        .last()
        .replaceWithVoid();
  }
}
