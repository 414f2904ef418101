package io.homeport.deploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.deploy.deployment.CronJobs.Job;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CronJobsTest {
  private static final Job NIGHTLY = new Job("0 3 * * *", "select tidy()", true);
  private static final Job HOURLY = new Job("0 * * * *", "select tidy()", true);
  private static final Job MAIL = new Job("* * * * *", "select mail()", true);

  @Test
  void a_release_gets_its_jobs_back_and_the_other_ones_go() {
    // Given
    CronJobs before = jobs(Map.of("tidy", NIGHTLY));
    CronJobs after = jobs(Map.of("tidy", HOURLY, "mail", MAIL));

    // When
    CronJobs.Change change = after.towards(before, after);

    // Then
    assertThat(change.put()).containsExactly(Map.entry("tidy", NIGHTLY));
    assertThat(change.taken()).containsExactly("mail");
  }

  @Test
  void a_job_that_somebody_made_while_the_other_one_served_stays() {
    // Given
    CronJobs before = jobs(Map.of("tidy", NIGHTLY));
    CronJobs now = jobs(Map.of("tidy", NIGHTLY, "mail", MAIL));

    // Then
    assertThat(now.towards(before, before).isNothing()).isTrue();
  }

  @Test
  void jobs_come_back_as_they_were_stored() {
    CronJobs jobs = jobs(Map.of("tidy", NIGHTLY));

    assertThat(CronJobs.read(jobs.json())).isEqualTo(jobs);
    assertThat(CronJobs.read(null)).isNull();
  }

  private static CronJobs jobs(Map<String, Job> byName) {
    return new CronJobs(new TreeMap<>(byName));
  }
}
