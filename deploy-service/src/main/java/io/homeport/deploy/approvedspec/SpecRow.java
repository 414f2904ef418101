package io.homeport.deploy.approvedspec;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table {@code spec}: specs as this service heard of them. */
@Entity
@Table(name = "spec")
public class SpecRow extends PanacheEntityBase {

  static final String DRAFTED = "drafted";
  static final String APPROVED = "approved";
  static final String REJECTED = "rejected";

  @Id public UUID id;

  @Column(name = "organization_id")
  public UUID organizationId;

  @Column(name = "app_id")
  public UUID appId;

  public int version;
  public String state;
  public String snapshot;
  public String archive;

  /** The object that holds the spec as JSON; null where an older event did not say. */
  public @Nullable String document;

  /** The import that brought its source; null where an older event did not say. */
  @Column(name = "import_id")
  public @Nullable UUID importId;

  @Column(name = "decided_by")
  public String decidedBy;

  @Column(name = "decided_at")
  public Instant decidedAt;
}
