package io.homeport.specs.spec;

import io.homeport.specs.document.StepTick;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** The table {@code plan_tick}: what was said of steps stays; what holds is the last. */
@Entity
@Table(name = "plan_tick")
public class PlanTickRow extends PanacheEntityBase {

  @Id public UUID id;

  @Column(name = "organization_id")
  public UUID organizationId;

  @Column(name = "app_id")
  public UUID appId;

  public String step;
  public String what;
  public boolean done;
  public String note;

  @Column(name = "said_by")
  public String saidBy;

  @Column(name = "said_at")
  public Instant saidAt;

  StepTick tick() {
    return new StepTick(step, what, done, note, saidBy, saidAt);
  }

  void set(StepTick tick) {
    step = tick.step();
    what = tick.what();
    done = tick.done();
    note = tick.note();
    saidBy = tick.by();
    saidAt = tick.at();
  }
}
