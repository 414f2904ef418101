package io.homeport.backup.moment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What pgBackRest keeps of a cluster.
 *
 * @param made whether it was told of the cluster at all
 * @param backups oldest first
 */
public record Repository(boolean made, List<BaseBackup> backups) {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Codes of its status: it is there, or it is there and has no backup yet. */
  private static final List<Integer> THERE = List.of(0, 2);

  public Repository {
    backups = backups.stream().sorted(Comparator.comparing(BaseBackup::endedAt)).toList();
  }

  /** Reads what {@code pgbackrest info --output=json} tells of one stanza. */
  static Repository parse(String json) {
    JsonNode all;
    try {
      all = MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("pgBackRest's information is no JSON", e);
    }
    JsonNode stanza = all.path(0);
    var backups = new ArrayList<BaseBackup>();
    for (JsonNode each : stanza.path("backup")) {
      backups.add(
          new BaseBackup(
              each.path("label").asText(),
              BaseBackup.Type.of(each.path("type").asText()),
              Instant.ofEpochSecond(each.path("timestamp").path("start").asLong()),
              Instant.ofEpochSecond(each.path("timestamp").path("stop").asLong()),
              each.path("archive").path("start").asText(),
              each.path("info").path("size").asLong(),
              each.path("error").asBoolean()));
    }
    return new Repository(THERE.contains(stanza.path("status").path("code").asInt(-1)), backups);
  }

  /** The names of the databases that one base backup has, of {@code info --set}. */
  static List<String> databases(String json) {
    try {
      return MAPPER
          .readTree(json)
          .path(0)
          .path("backup")
          .path(0)
          .path("database-ref")
          .findValuesAsText("name");
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("pgBackRest's information is no JSON", e);
    }
  }

  /**
   * The base backup that is due. Nothing but what is there says so: one that was missed while
   * nobody looked is due once, and whoever looks comes to the same.
   *
   * <p>On a full one with damaged pages no other is built. The next is tried when a differential
   * one would be taken, not at once: what damages pages is likely to damage the next one's too.
   *
   * @param gap whether the log since the newest one is not whole
   */
  Optional<BaseBackup.Type> due(
      Duration fullEvery, Duration differentialEvery, boolean gap, Instant now) {
    Optional<BaseBackup> full =
        backups.stream()
            .filter(each -> each.type() == BaseBackup.Type.FULL)
            .reduce((_, later) -> later);
    if (full.isEmpty() || !full.get().endedAt().plus(fullEvery).isAfter(now)) {
      return Optional.of(BaseBackup.Type.FULL);
    }
    boolean stale = !backups.getLast().endedAt().plus(differentialEvery).isAfter(now);
    if (!stale && !gap) {
      return Optional.empty();
    }
    return Optional.of(full.get().damaged() ? BaseBackup.Type.FULL : BaseBackup.Type.DIFFERENTIAL);
  }

  /** What a cluster is restored from: the pages of the others were damaged when they were read. */
  private Stream<BaseBackup> sound() {
    return backups.stream().filter(each -> !each.damaged());
  }

  /**
   * What the log is replayed onto to come to a moment: the newest sound one that ended before it.
   */
  Optional<BaseBackup> before(Instant moment) {
    return sound().filter(each -> !each.firstMoment().isAfter(moment)).reduce((_, later) -> later);
  }

  /** From when on the cluster can be restored to any moment. */
  Optional<Instant> earliest() {
    return sound().findFirst().map(BaseBackup::firstMoment);
  }

  Optional<BaseBackup> newest() {
    return backups.isEmpty() ? Optional.empty() : Optional.of(backups.getLast());
  }
}
