package io.homeport.deploy.approvedspec;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

/** The table {@code app}: apps as this service heard of them. */
@Entity
@Table(name = "app")
public class AppRow extends PanacheEntityBase {

  @Id public UUID id;

  @Column(name = "organization_id")
  public UUID organizationId;

  public String name;
}
