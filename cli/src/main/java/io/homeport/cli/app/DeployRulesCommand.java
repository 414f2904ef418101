package io.homeport.cli.app;

import io.homeport.cli.CommandFailed;
import io.homeport.cli.HomeportCommand;
import io.homeport.cli.Output;
import io.homeport.cli.client.Api;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is deployed by itself. */
@Command(
    name = "deploy-rules",
    description = {
      "Show or set which branches' approved versions are deployed by themselves, and where.",
      "The first rule that takes a branch counts; * stands for any characters."
    })
public final class DeployRulesCommand extends HomeportCommand {
  @Parameters(paramLabel = "APP", description = "Name or id of the app.")
  String app;

  @Option(
      names = "--set",
      paramLabel = "BRANCH=ENVIRONMENT",
      description = "A rule; all rules there are from then on. Repeat it for more.")
  @Nullable List<String> set;

  @Option(
      names = "--preview",
      paramLabel = "BRANCH",
      description = {
        "Each branch that this pattern takes, such as 'feature/*', gets an environment of its own.",
        "Comes after those of --set. Repeat it for more."
      })
  List<String> previews = List.of();

  @Option(
      names = "--preview-from",
      paramLabel = "ENVIRONMENT",
      defaultValue = "staging",
      description =
          "The environment that the databases of previews are copies of; ${DEFAULT-VALUE}.")
  String previewFrom;

  @Option(
      names = "--preview-days",
      paramLabel = "DAYS",
      defaultValue = "7",
      description = "How long a preview is kept after a push; ${DEFAULT-VALUE} days.")
  int previewDays;

  @Option(
      names = "--preview-most",
      paramLabel = "NUMBER",
      defaultValue = "5",
      description = "How many previews the app has at a time; ${DEFAULT-VALUE}.")
  int previewMost;

  @Option(
      names = "--copy-production",
      description = "Lets --preview-from be production: its data is copied for each preview.")
  boolean copyProduction;

  @Option(names = "--none", description = "Nothing is deployed by itself any more.")
  boolean none;

  @Option(
      names = "--by-people-only",
      description = "Deploy only what a person approved, and not what a policy did.")
  boolean byPeopleOnly;

  @Override
  protected void run(Output output) {
    Api api = api();
    Resource found = new Journey(api, output::progress).app(app);
    String path = "/apps/%s/deployment-rules".formatted(found.id());
    Resource rules =
        set == null && previews.isEmpty() && !none
            ? api.get(path)
            : api.put(path, Map.of("rules", wanted()));
    output.table(
        rules.json(),
        List.of("BRANCH", "ENVIRONMENT", "APPROVED BY"),
        rules.parts("rules").stream()
            .map(each ->
                List.of(
                    each.text("branch"),
                    environment(each),
                    each.json().path("needsApproval").asBoolean() ? "people" : "people, policy"))
            .toList());
  }

  private static String environment(Resource rule) {
    var preview = rule.json().path("preview");
    return preview.isMissingNode()
        ? rule.text("environment")
        : "a preview from %s, %d days, at most %d"
            .formatted(
                preview.path("from").asText(),
                preview.path("days").asInt(),
                preview.path("most").asInt());
  }

  private List<Map<String, Object>> wanted() {
    var wanted = new ArrayList<Map<String, Object>>();
    for (String each : set == null ? List.<String>of() : set) {
      int equals = each.lastIndexOf('=');
      if (equals < 1) {
        throw new CommandFailed(
            io.homeport.cli.ExitCode.USAGE,
            "%s is no rule.".formatted(each),
            "Write it as main=production.");
      }
      wanted.add(
          Map.of(
              "branch", each.substring(0, equals),
              "environment", each.substring(equals + 1),
              "needsApproval", byPeopleOnly));
    }
    for (String each : previews) {
      wanted.add(
          Map.of(
              "branch",
              each,
              "needsApproval",
              byPeopleOnly,
              "preview",
              Map.of(
                  "from",
                  previewFrom,
                  "days",
                  previewDays,
                  "most",
                  previewMost,
                  "copiesProduction",
                  copyProduction)));
    }
    return wanted;
  }
}
