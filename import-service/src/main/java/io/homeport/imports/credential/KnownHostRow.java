package io.homeport.imports.credential;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** The table {@code known_host}. */
@Entity
@Table(name = "known_host")
public class KnownHostRow extends PanacheEntityBase {

  @Id public UUID id;

  @Column(name = "organization_id")
  public UUID organizationId;

  public String host;
  public int port;
  public String fingerprint;

  @Column(name = "accepted_by")
  public String acceptedBy;

  @Column(name = "accepted_at")
  public Instant acceptedAt;
}
