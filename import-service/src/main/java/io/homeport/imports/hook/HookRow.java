package io.homeport.imports.hook;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** The table {@code hook}. */
@Entity
@Table(name = "hook")
public class HookRow extends PanacheEntityBase {

  @Id public UUID id;

  @Column(name = "organization_id")
  public UUID organizationId;

  @Column(name = "app_id")
  public UUID appId;

  public String forge;
  public byte[] secret;

  /** Patterns of branches that are imported beside the app's own, one line each. */
  public String branches;

  @Column(name = "pull_requests")
  public boolean pullRequests;

  @Column(name = "created_by")
  public String createdBy;

  @Column(name = "created_at")
  public Instant createdAt;
}
