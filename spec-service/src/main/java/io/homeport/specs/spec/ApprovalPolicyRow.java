package io.homeport.specs.spec;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** The table {@code approval_policy}. An app without a row has the policy that is off. */
@Entity
@Table(name = "approval_policy")
public class ApprovalPolicyRow extends PanacheEntityBase {

  @Id
  @Column(name = "app_id")
  public UUID appId;

  @Column(name = "organization_id")
  public UUID organizationId;

  @Column(name = "approve_unchanged")
  public boolean approveUnchanged;

  /** Grows with each change; the ETag. */
  public int revision;

  @Column(name = "changed_by")
  public String changedBy;

  @Column(name = "changed_at")
  public Instant changedAt;
}
