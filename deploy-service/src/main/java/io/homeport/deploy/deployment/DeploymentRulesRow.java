package io.homeport.deploy.deployment;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

/** The table {@code deployment_rules}: those of one app, as JSON. */
@Entity
@Table(name = "deployment_rules")
public class DeploymentRulesRow extends PanacheEntityBase {

  @Id
  @Column(name = "app_id")
  public UUID appId;

  @Column(name = "organization_id")
  public UUID organizationId;

  public int version;
  public String rules;
}
