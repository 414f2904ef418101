package io.homeport.deploy.approvedspec;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** The table {@code source}: which branch or tag an import was of, where that was said. */
@Entity
@Table(name = "source")
public class SourceRow extends PanacheEntityBase {

  @Id
  @Column(name = "import_id")
  public UUID importId;

  @Column(name = "organization_id")
  public UUID organizationId;

  @Column(name = "app_id")
  public UUID appId;

  public String snapshot;
  public String ref;

  @Column(name = "imported_at")
  public Instant importedAt;
}
