package io.homeport.imports.importing;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table {@code import}. */
@Entity
@Table(name = "import")
public class ImportRow extends PanacheEntityBase {

  static final String REQUESTED = "requested";
  static final String COMPLETED = "completed";
  static final String FAILED = "failed";

  static final String GIT = "git";
  static final String ARCHIVE = "archive";

  @Id public UUID id;

  @Column(name = "organization_id")
  public UUID organizationId;

  @Column(name = "app_id")
  public UUID appId;

  public String state;

  @Column(name = "source_kind")
  public String sourceKind;

  /** The Git URL, or the digest of the uploaded archive. */
  public String source;

  @Column(name = "source_ref")
  public @Nullable String sourceRef;

  @Column(name = "source_url")
  public @Nullable String sourceUrl;

  @Column(name = "source_path")
  public @Nullable String sourcePath;

  @Column(name = "source_author")
  public @Nullable String sourceAuthor;

  @Column(name = "source_committed_at")
  public @Nullable Instant sourceCommittedAt;

  @Column(name = "source_dirty")
  public @Nullable Boolean sourceDirty;

  public boolean again;

  /** Whether it is of a branch beside the one that the app is imported from. */
  public boolean beside;

  @Column(name = "unchanged_since")
  public @Nullable UUID unchangedSince;

  /** An {@link Inventory} as JSON. */
  public @Nullable String inventory;

  @Column(name = "commit_id")
  public @Nullable String commitId;

  @Column(name = "requested_by")
  public String requestedBy;

  @Column(name = "requested_at")
  public Instant requestedAt;

  @Column(name = "ended_at")
  public @Nullable Instant endedAt;

  public @Nullable String snapshot;
  public @Nullable String archive;
  public @Nullable Integer files;
  public @Nullable Long bytes;
  public @Nullable String builder;

  /** One line each. */
  public @Nullable String evidence;

  /** One line each. */
  public @Nullable String warnings;

  @Column(name = "failure_actor")
  public @Nullable String failureActor;

  @Column(name = "failure_what")
  public @Nullable String failureWhat;

  @Column(name = "failure_remedy")
  public @Nullable String failureRemedy;

  /** A column that every completed import has. */
  static <T> T ofCompleted(@Nullable T column) {
    return Objects.requireNonNull(column, "a completed import has a snapshot");
  }

  Origin origin() {
    return new Origin(
        sourceKind.equals(GIT) ? source : sourceUrl,
        sourceRef,
        commitId,
        sourceAuthor,
        sourceCommittedAt,
        sourceDirty,
        sourcePath);
  }

  void set(Origin origin) {
    sourceUrl = origin.url();
    sourceRef = origin.ref();
    commitId = origin.commit();
    sourceAuthor = origin.author();
    sourceCommittedAt = origin.committedAt();
    sourceDirty = origin.dirty();
    sourcePath = origin.path();
  }
}
