package io.homeport.specs.spec;

import io.homeport.specs.document.Remark;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/** The table {@code remark}: what was said stays; what holds is the last that was said. */
@Entity
@Table(name = "remark")
public class RemarkRow extends PanacheEntityBase {

  @Id public UUID id;

  @Column(name = "organization_id")
  public UUID organizationId;

  @Column(name = "app_id")
  public UUID appId;

  /** The version that the person was looking at. */
  @Column(name = "spec_id")
  public UUID specId;

  public String about;
  public String subject;
  public String verdict;
  public String text;

  @Column(name = "said_by")
  public String saidBy;

  @Column(name = "said_at")
  public Instant saidAt;

  Remark remark() {
    return new Remark(
        Remark.About.valueOf(about.toUpperCase(Locale.ROOT)),
        subject,
        Remark.Verdict.valueOf(verdict.toUpperCase(Locale.ROOT)),
        text,
        saidBy,
        saidAt);
  }

  void set(Remark remark) {
    about = remark.about().toString();
    subject = remark.subject();
    verdict = remark.verdict().toString();
    text = remark.text();
    saidBy = remark.by();
    saidAt = remark.at();
  }
}
