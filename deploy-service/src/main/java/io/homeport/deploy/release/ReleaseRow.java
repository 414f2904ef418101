package io.homeport.deploy.release;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table {@code release}. Rows are never changed. */
@Entity
@Table(name = "release")
public class ReleaseRow extends PanacheEntityBase {

  @Id public UUID id;

  @Column(name = "organization_id")
  public UUID organizationId;

  @Column(name = "app_id")
  public UUID appId;

  public int number;

  @Column(name = "spec_id")
  public UUID specId;

  @Column(name = "spec_version")
  public int specVersion;

  public String snapshot;
  public String runtime;

  /** The object that holds the {@link io.homeport.deploy.build.BuildManifest}. */
  public String manifest;

  /** The variables it runs with; null when it has none. */
  @Column(name = "variable_set_id")
  public @Nullable UUID variableSetId;

  /** Versions of its migrations, one line each; null when it was made before they were kept. */
  public @Nullable String migrations;

  @Column(name = "migrations_digest")
  public @Nullable String migrationsDigest;

  @Column(name = "created_at")
  public Instant createdAt;
}
