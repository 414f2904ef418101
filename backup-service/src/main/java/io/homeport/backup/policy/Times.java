package io.homeport.backup.policy;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;

/**
 * When backups are taken.
 *
 * @param cron minute, hour, day of the month, month, day of the week, as in crontab(5)
 * @param zone whose clock is meant, such as {@code Europe/Berlin}
 */
public record Times(String cron, ZoneId zone) {

  /** A backup may take this long, and each is proven. */
  static final Duration LEAST_APART = Duration.ofMinutes(15);

  private static final int LOOKED_AT = 50;
  private static final CronParser PARSER =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

  /**
   * What somebody asks for. Looks far ahead, so it is not for what was taken before.
   *
   * @throws IllegalArgumentException saying what is wrong, if it is no schedule, never comes, or
   *     comes too often
   */
  public static Times wanted(String cron, ZoneId zone) {
    requireApart(ExecutionTime.forCron(parse(cron)), zone);
    return new Times(cron, zone);
  }

  /**
   * The latest moment of the schedule that is not after this one. A time that the clock leaves out
   * in spring is an hour later; of one that comes twice in autumn the first is meant.
   */
  Optional<Instant> latest(Instant now) {
    ExecutionTime times = ExecutionTime.forCron(parse(cron));
    // By the hands of the clock, as if it never changed: the library would skip a time left out.
    LocalDateTime hands = LocalDateTime.ofInstant(now, zone).plusMinutes(1);
    for (int i = 0; i < 2; i++) {
      Optional<LocalDateTime> earlier =
          times.lastExecution(hands.atZone(ZoneOffset.UTC)).map(ZonedDateTime::toLocalDateTime);
      if (earlier.isEmpty()) {
        return Optional.empty();
      }
      hands = earlier.get();
      Instant moment = hands.atZone(zone).toInstant();
      if (!moment.isAfter(now)) {
        return Optional.of(moment);
      }
    }
    return Optional.empty();
  }

  private static Cron parse(String cron) {
    try {
      return PARSER.parse(cron).validate();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "must be minute, hour, day of the month, month and day of the week, such as 0 3 * * *, and"
              + " not "
              + cron,
          e);
    }
  }

  /** Looks at a year that has nothing special to it, as far as a schedule can be irregular. */
  private static void requireApart(ExecutionTime times, ZoneId zone) {
    ZonedDateTime moment = ZonedDateTime.of(2026, 1, 1, 0, 0, 0, 0, zone);
    for (int i = 0; i < LOOKED_AT; i++) {
      Optional<ZonedDateTime> next = times.nextExecution(moment);
      if (next.isEmpty()) {
        if (i == 0) {
          throw new IllegalArgumentException("must be one that comes at all");
        }
        return;
      }
      if (i > 0 && Duration.between(moment, next.get()).compareTo(LEAST_APART) < 0) {
        throw new IllegalArgumentException(
            "must leave at least %d minutes between backups".formatted(LEAST_APART.toMinutes()));
      }
      moment = next.get();
    }
  }
}
