package io.homeport.deploy.domain;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** The table {@code acme_account}: this installation's account at a certificate authority. */
@Entity
@Table(name = "acme_account")
class AcmeAccountRow extends PanacheEntityBase {

  /** The authority's directory. */
  @Id String directory;

  /** The account's key, sealed under the master key. */
  @Column(name = "account_key")
  byte[] accountKey;

  @Column(name = "created_at")
  Instant createdAt;
}
