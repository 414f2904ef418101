package io.homeport.deploy.release;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** The table {@code build}. */
@Entity
@Table(name = "build")
public class BuildRow extends PanacheEntityBase {

  @Id public UUID id;

  @Column(name = "organization_id")
  public UUID organizationId;

  /** What decides the outcome: snapshot and settings. */
  public String key;

  public String manifest;

  @Column(name = "built_at")
  public Instant builtAt;
}
