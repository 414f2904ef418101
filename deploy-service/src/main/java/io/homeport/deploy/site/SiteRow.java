package io.homeport.deploy.site;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.util.UUID;

/** The table {@code site}. */
@Entity
@Table(name = "site")
@IdClass(SiteRow.Key.class)
public class SiteRow extends PanacheEntityBase {

  /** Which release in which environment. */
  public record Key(UUID environmentId, UUID releaseId) implements Serializable {}

  @Id
  @Column(name = "environment_id")
  public UUID environmentId;

  @Id
  @Column(name = "release_id")
  public UUID releaseId;

  @Column(name = "organization_id")
  public UUID organizationId;

  public String manifest;
}
