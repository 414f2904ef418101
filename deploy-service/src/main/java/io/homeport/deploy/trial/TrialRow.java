package io.homeport.deploy.trial;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table {@code trial}: those that are asked for and not answered yet. */
@Entity
@Table(name = "trial")
class TrialRow extends PanacheEntityBase {

  @Id UUID id;

  @Column(name = "organization_id")
  UUID organizationId;

  @Column(name = "environment_id")
  UUID environmentId;

  /** What served when the backup was taken; null where nothing did. */
  @Column(name = "release_id")
  @Nullable UUID releaseId;

  /** The event that asked for it, as JSON. */
  String request;
}
