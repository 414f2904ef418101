package io.homeport.backup.schedule;

import io.homeport.backup.destination.Copies;
import io.homeport.contracts.OrganizationId;
import io.homeport.messaging.Transactions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Has copies of backups made and mended at every destination. */
@ApplicationScoped
class CopySchedule {

  @Inject Transactions transactions;
  @Inject Copies copies;

  Uni<Void> requestDue() {
    return transactions
        .acrossOrganizations(() -> copies.addMissing().chain(copies::due))
        .onItem()
        .transformToMulti(rows -> Multi.createFrom().iterable(rows))
        .onItem()
        .transformToUniAndConcatenate(row ->
            transactions.inOrganization(
                new OrganizationId(row.organizationId), () -> copies.request(row)))
        .collect()
        .last()
        .replaceWithVoid();
  }
}
