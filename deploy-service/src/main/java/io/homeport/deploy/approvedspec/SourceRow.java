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

  /** The branch or tag, without {@code refs/heads/}. */
  public String ref;

  /** Whether it is only for a preview of the branch. */
  @Column(name = "for_preview")
  public boolean forPreview;

  /** Whether the branch was closed since. */
  public boolean closed;

  @Column(name = "imported_at")
  public Instant importedAt;
}
