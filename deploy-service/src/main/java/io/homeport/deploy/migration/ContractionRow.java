package io.homeport.deploy.migration;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** The table {@code contraction}. Rows are never changed. */
@Entity
@Table(name = "contraction")
class ContractionRow extends PanacheEntityBase {

  @Id UUID id;

  @Column(name = "organization_id")
  UUID organizationId;

  @Column(name = "environment_id")
  UUID environmentId;

  /** One environment may move from database to database, as restores do it. */
  @Column(name = "database_name")
  String databaseName;

  String migration;
  String what;

  @Column(name = "recorded_at")
  Instant recordedAt;
}
