package io.homeport.imports.credential;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** The table {@code git_token}. */
@Entity
@Table(name = "git_token")
public class GitTokenRow extends PanacheEntityBase {

  @Id
  @Column(name = "app_id")
  public UUID appId;

  @Column(name = "organization_id")
  public UUID organizationId;

  public String host;

  @Column(name = "user_name")
  public String userName;

  public byte[] token;

  @Column(name = "created_by")
  public String createdBy;

  @Column(name = "created_at")
  public Instant createdAt;
}
