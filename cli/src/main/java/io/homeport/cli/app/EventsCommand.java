package io.homeport.cli.app;

import io.homeport.cli.CommandFailed;
import io.homeport.cli.HomeportCommand;
import io.homeport.cli.Output;
import io.homeport.cli.client.Api;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Progress;
import io.homeport.cli.client.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What happens to an app. */
@Command(
    name = "events",
    description = "What happens to an app.",
    subcommands = EventsCommand.Tail.class)
public final class EventsCommand {

  /** Something that works on the app, by its path below the API's prefix. */
  private record Operation(String kind, String path, String id, String state) {}

  @Command(
      name = "tail",
      description = {
        "Follow an app: a line for every import, spec, deployment and backup that starts or changes,",
        "and the progress of what is going on. It shows what the public API shows."
      })
  static final class Tail extends HomeportCommand {
    private static final Set<String> OVER =
        Set.of(
            "completed",
            "failed",
            "drafted",
            "approved",
            "rejected",
            "live",
            "replaced",
            "verified",
            "expired");
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final long NANOS_BETWEEN_LOOKS = 1_000_000_000L;

    @Parameters(paramLabel = "APP", description = "Name or id of the app.")
    String app;

    @Option(names = "--once", description = "Print what there is, and end.")
    boolean once;

    @Override
    protected void run(Output output) {
      if (output.isJson() && !once) {
        throw CommandFailed.usage(
            "Following has no end, so it is no JSON value.", "Add --once, or leave out --json.");
      }
      Api api = api();
      Journey journey = new Journey(api, output::progress);
      Resource found = journey.app(app);
      if (once) {
        List<Operation> all = operations(journey, found);
        output.table(
            all,
            List.of("KIND", "STATE", "ID"),
            all.stream().map(each -> List.of(each.kind(), each.state(), each.id())).toList());
        return;
      }
      Set<Operation> told = new HashSet<>();
      Set<String> followed = new HashSet<>();
      while (!Thread.currentThread().isInterrupted()) {
        for (Operation each : operations(journey, found)) {
          if (told.add(each)) {
            output.result(each, "%-10s %-10s %s".formatted(each.kind(), each.state(), each.id()));
            if (!OVER.contains(each.state()) && followed.add(each.id())) {
              Thread.ofVirtual().start(() -> follow(api, each, output));
            }
          }
        }
        LockSupport.parkNanos(NANOS_BETWEEN_LOOKS);
      }
    }

    private static void follow(Api api, Operation operation, Output output) {
      Consumer<Progress.Line> print =
          line ->
              output.result(
                  line, "%-10s %-10s %s".formatted(operation.kind(), line.step(), line.message()));
      try {
        new Progress(api, operation.path(), print).follow(Instant.now().plus(LONGEST));
      } catch (CommandFailed gone) {
        output.progress(operation.path() + ": " + gone.what());
      }
    }

    private static List<Operation> operations(Journey journey, Resource app) {
      List<Operation> all = new ArrayList<>();
      add(all, "import", journey.imports(app));
      add(all, "spec", journey.specs(app));
      for (Resource each : journey.environments(app)) {
        add(all, "deployment", journey.deployments(each));
      }
      add(all, "backup", journey.backups(app));
      return all;
    }

    private static void add(List<Operation> all, String kind, List<Resource> newestFirst) {
      for (Resource each : newestFirst.reversed()) {
        String path = "/%ss/%s".formatted(kind, each.id());
        all.add(new Operation(kind, path, each.id(), each.state()));
      }
    }
  }
}
