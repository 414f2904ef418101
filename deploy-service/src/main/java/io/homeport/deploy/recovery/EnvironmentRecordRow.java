package io.homeport.deploy.recovery;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** The table {@code environment_record}: where each environment's record is. */
@Entity
@Table(name = "environment_record")
class EnvironmentRecordRow extends PanacheEntityBase {

  @Id
  @Column(name = "environment_id")
  UUID environmentId;

  @Column(name = "organization_id")
  UUID organizationId;

  /** The object. */
  String record;

  /** The digest of what is in it, to tell whether another one is needed. */
  String content;

  @Column(name = "recorded_at")
  Instant recordedAt;
}
