package io.homeport.cli.app;

import io.homeport.cli.HomeportCommand;
import io.homeport.cli.Output;
import io.homeport.cli.client.Resource;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** Where backups are kept, and whether that is far enough away. */
@Command(
    name = "destinations",
    description = "Show where backups are kept, how far away that is, and what is there.")
final class BackupDestinationsCommand extends HomeportCommand {

  @Override
  protected void run(Output output) {
    Resource found = api().get("/backups/destinations");
    output.table(
        found.json(),
        List.of("DESTINATION", "KIND", "WHERE", "COPIES"),
        found.parts("destinations").stream()
            .map(each ->
                List.of(
                    each.text("name"),
                    each.text("kind"),
                    each.text("separation"),
                    copies(each.part("copies"))))
            .toList());
    found.json().path("warnings").forEach(each -> output.progress("WARNING: " + each.asText()));
  }

  private static String copies(Resource byState) {
    List<String> counts = new ArrayList<>();
    byState
        .json()
        .properties()
        .forEach(each -> counts.add(each.getValue().asText() + " " + each.getKey()));
    return counts.isEmpty() ? "none" : String.join(", ", counts);
  }
}
