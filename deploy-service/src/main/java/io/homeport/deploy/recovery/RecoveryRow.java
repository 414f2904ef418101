package io.homeport.deploy.recovery;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** The table {@code recovery}: removed environments that are to be there again. */
@Entity
@Table(name = "recovery")
class RecoveryRow extends PanacheEntityBase {

  /** The restore that waits for it. */
  @Id
  @Column(name = "restore_id")
  UUID restoreId;

  @Column(name = "organization_id")
  UUID organizationId;

  @Column(name = "environment_id")
  UUID environmentId;

  @Column(name = "app_id")
  UUID appId;

  /** The object with the environment record to bring back. */
  String record;

  @Column(name = "requested_at")
  Instant requestedAt;
}
