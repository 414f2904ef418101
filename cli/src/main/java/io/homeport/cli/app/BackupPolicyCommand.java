package io.homeport.cli.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.homeport.cli.HomeportCommand;
import io.homeport.cli.Output;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Resource;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** When an environment is backed up, and how many backups are kept. */
@Command(
    name = "policy",
    description = {
      "Show when an environment is backed up and how many backups are kept; with options, change it."
    })
final class BackupPolicyCommand extends HomeportCommand {
  @Parameters(index = "0", paramLabel = "APP", description = "Name or id of the app.")
  String app;

  @Option(names = "--env", required = true, paramLabel = "NAME", description = "The environment.")
  String environment;

  @Option(
      names = "--schedule",
      paramLabel = "CRON",
      description = "Minute, hour, day of the month, month, day of the week: '0 3 * * *'.")
  @Nullable String schedule;

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description = "Whose clock is meant, such as Europe/Berlin.")
  @Nullable String zone;

  @Option(
      names = "--keep-hourly",
      paramLabel = "N",
      description = "Keep the last backup of each of so many hours.")
  @Nullable Integer hourly;

  @Option(
      names = "--keep-daily",
      paramLabel = "N",
      description = "Keep the last backup of each of so many days.")
  @Nullable Integer daily;

  @Option(
      names = "--keep-weekly",
      paramLabel = "N",
      description = "Keep the last backup of each of so many weeks.")
  @Nullable Integer weekly;

  @Option(
      names = "--keep-monthly",
      paramLabel = "N",
      description = "Keep the last backup of each of so many months.")
  @Nullable Integer monthly;

  @Option(
      names = "--lock-days",
      paramLabel = "N",
      description = "Nothing deletes a backup for so many days, whatever the policy says then.")
  @Nullable Integer lockDays;

  @Option(
      names = "--paused",
      paramLabel = "true|false",
      description = "Whether the schedule takes no backups; none expire meanwhile.")
  @Nullable Boolean paused;

  @Option(
      names = "--accept-short",
      description = "Needed where backups are kept for less than 30 days.")
  boolean acceptShort;

  @Override
  protected void run(Output output) {
    Journey journey = new Journey(api(), output::progress);
    String path =
        "/environments/%s/backup-policy"
            .formatted(journey.environment(journey.app(app), environment).id());
    Resource policy = api().get(path);
    Map<String, Object> changed = changed(policy);
    if (!changed.isEmpty()) {
      policy = api().put(path, changed);
    }
    output.result(policy.json(), Described.lines(policy));
  }

  /** The whole policy with the options' changes; empty if there are none. */
  private Map<String, Object> changed(Resource policy) {
    boolean none =
        Stream.of(schedule, zone, hourly, daily, weekly, monthly, lockDays, paused)
            .allMatch(Objects::isNull);
    if (none) {
      return Map.of();
    }
    JsonNode was = policy.json();
    JsonNode kept = was.path("keep");
    return Map.of(
        "schedule", or(schedule, was.path("schedule").asText()),
        "zone", or(zone, was.path("zone").asText()),
        "keep",
            Map.of(
                "hourly", or(hourly, kept.path("hourly").asInt()),
                "daily", or(daily, kept.path("daily").asInt()),
                "weekly", or(weekly, kept.path("weekly").asInt()),
                "monthly", or(monthly, kept.path("monthly").asInt())),
        "lockDays", or(lockDays, was.path("lockDays").asInt()),
        "paused", or(paused, was.path("paused").asBoolean()),
        "acceptShort", acceptShort);
  }

  private static <T> T or(@Nullable T wanted, T was) {
    return wanted == null ? was : wanted;
  }
}
