package io.homeport.deploy.deployment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of a database that have a name, at one moment.
 *
 * @param byName those without a name cannot be told apart, and are left alone
 */
record CronJobs(SortedMap<String, Job> byName) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * @param schedule as pg_cron writes it
   */
  record Job(String schedule, String command, boolean active) {}

  /**
   * What is to be done to a database's jobs.
   *
   * @param put jobs to add, or to set to this
   * @param taken names of jobs to take away
   */
  record Change(SortedMap<String, Job> put, List<String> taken) {

    boolean isNothing() {
      return put.isEmpty() && taken.isEmpty();
    }
  }

  CronJobs {
    byName = Collections.unmodifiableSortedMap(new TreeMap<>(byName));
  }

  /**
   * What brings a release's jobs back in place of another's. Jobs that somebody made while the
   * other one served are nobody's release's and stay.
   *
   * @param wanted the jobs when the release last stopped serving
   * @param othersBegin the jobs when the other one came to serve
   */
  Change towards(CronJobs wanted, CronJobs othersBegin) {
    var put = new TreeMap<String, Job>();
    wanted
        .byName()
        .forEach((name, job) -> {
          if (!job.equals(byName.get(name))) {
            put.put(name, job);
          }
        });
    List<String> taken =
        othersBegin.byName().keySet().stream()
            .filter(name -> byName.containsKey(name) && !wanted.byName().containsKey(name))
            .toList();
    return new Change(put, taken);
  }

  String json() {
    try {
      return JSON.writeValueAsString(byName);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("jobs are always writable", e);
    }
  }

  static @Nullable CronJobs read(@Nullable String json) {
    try {
      return json == null
          ? null
          : new CronJobs(JSON.readValue(json, new TypeReference<TreeMap<String, Job>>() {}));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("stored jobs are not in their form", e);
    }
  }
}
