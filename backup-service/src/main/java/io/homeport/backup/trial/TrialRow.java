package io.homeport.backup.trial;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table {@code trial}: a drill waits for each. */
@Entity
@Table(name = "trial")
class TrialRow extends PanacheEntityBase {

  @Id UUID id;

  @Column(name = "organization_id")
  UUID organizationId;

  /** The event that answered it, as JSON. */
  @Nullable String answer;
}
