package io.homeport.cli.app;

import io.homeport.cli.HomeportCommand;
import io.homeport.cli.Output;
import io.homeport.cli.app.SpecCommand.OfSpec;
import io.homeport.cli.client.Api;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Resource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What changed between two versions of a spec, in sentences. */
@Command(
    name = "diff",
    description = "Tell what changed between two versions, the most important first.")
final class SpecDiff extends HomeportCommand {

  @Parameters(paramLabel = "APP", description = "Name or id of the app.")
  String app;

  @Option(
      names = "--from",
      paramLabel = "N",
      description = "The earlier version; the newest approved one before if absent.")
  @Nullable Integer from;

  @Option(
      names = "--to",
      paramLabel = "M",
      description = "The later version; the newest if absent.")
  @Nullable Integer to;

  @Override
  protected void run(Output output) {
    Api api = api();
    Journey journey = new Journey(api, output::progress);
    Resource found = journey.app(app);
    Resource later = to == null ? journey.newestSpec(found) : OfSpec.ofVersion(journey, found, to);
    String since = from == null ? "" : "?since=" + OfSpec.ofVersion(journey, found, from).id();
    Resource changes = api.get("/specs/%s/changes%s".formatted(later.id(), since));
    output.result(changes.json(), lines(changes));
  }

  private static String[] lines(Resource changes) {
    List<String> lines = new ArrayList<>();
    List<Resource> all = changes.parts("items");
    lines.add(
        "Version %d since version %d: %s."
            .formatted(
                changes.part("spec").number("version"),
                changes.part("since").number("version"),
                all.isEmpty()
                    ? "no change"
                    : all.size() == 1 ? "1 change" : all.size() + " changes"));
    String importance = "";
    for (Resource each : all) {
      if (!each.text("importance").equals(importance)) {
        importance = each.text("importance");
        lines.add("");
        lines.add(heading(importance));
      }
      lines.add("  %-12s %s".formatted(each.text("area"), each.text("sentence")));
    }
    return lines.toArray(String[]::new);
  }

  private static String heading(String importance) {
    return switch (importance) {
      case "high" -> "Read these first:";
      case "medium" -> "Then these:";
      default -> "And these:";
    };
  }
}
