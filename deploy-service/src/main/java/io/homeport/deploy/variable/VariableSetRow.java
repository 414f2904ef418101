package io.homeport.deploy.variable;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** The table {@code variable_set}. Rows are never changed: releases refer to them. */
@Entity
@Table(name = "variable_set")
class VariableSetRow extends PanacheEntityBase {

  @Id UUID id;

  @Column(name = "organization_id")
  UUID organizationId;

  @Column(name = "environment_id")
  UUID environmentId;

  /** Within the environment, from 1. */
  int version;

  /** {@link VariableSet}, sealed. */
  byte[] variables;

  @Column(name = "changed_by")
  String changedBy;

  @Column(name = "changed_at")
  Instant changedAt;
}
