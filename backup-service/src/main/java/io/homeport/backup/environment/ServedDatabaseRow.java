package io.homeport.backup.environment;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** The table {@code served_database}: which database an environment worked on from when on. */
@Entity
@Table(name = "served_database")
public class ServedDatabaseRow extends PanacheEntityBase {

  @Id public UUID id;

  @Column(name = "organization_id")
  public UUID organizationId;

  @Column(name = "environment_id")
  public UUID environmentId;

  public String database;
  public Instant since;
}
