package io.homeport.cli.app;

import io.homeport.cli.CommandFailed;
import io.homeport.cli.HomeportCommand;
import io.homeport.cli.Output;
import io.homeport.cli.client.Api;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Resource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What an environment's programs wrote. */
@Command(name = "logs", description = "What the programs of an environment wrote.")
public final class LogsCommand extends HomeportCommand {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  @Parameters(paramLabel = "APP", description = "Name or id of the app.")
  String app;

  @Option(names = "--env", required = true, paramLabel = "NAME", description = "The environment.")
  String environment;

  @Option(names = "--follow", description = "Go on with what is written from now on.")
  boolean follow;

  @Override
  protected void run(Output output) {
    if (follow && output.isJson()) {
      throw CommandFailed.usage(
          "--follow has no end, so it is no JSON value.", "Leave out --json or --follow.");
    }
    Api api = api();
    Journey journey = new Journey(api, output::progress);
    Resource of = journey.environment(journey.app(app), environment);
    String path = "/environments/%s/logs".formatted(of.id());
    String shown = api.text(path, "text/plain");
    List<String> lines = shown.lines().toList();
    output.result(Map.of("lines", lines), lines.toArray(String[]::new));
    while (follow && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
      String now = api.text(path, "text/plain");
      String news = LogTail.news(shown, now);
      if (!news.isEmpty()) {
        output.result(news, news.lines().toArray(String[]::new));
      }
      shown = now;
    }
  }
}
