package io.homeport.imports.credential;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** The table {@code deploy_key}. */
@Entity
@Table(name = "deploy_key")
public class DeployKeyRow extends PanacheEntityBase {

  @Id
  @Column(name = "app_id")
  public UUID appId;

  @Column(name = "organization_id")
  public UUID organizationId;

  @Column(name = "public_key")
  public String publicKey;

  @Column(name = "private_key")
  public byte[] privateKey;

  @Column(name = "created_by")
  public String createdBy;

  @Column(name = "created_at")
  public Instant createdAt;
}
