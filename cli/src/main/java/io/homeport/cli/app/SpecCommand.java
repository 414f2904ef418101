package io.homeport.cli.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.homeport.cli.CommandFailed;
import io.homeport.cli.ExitCode;
import io.homeport.cli.HomeportCommand;
import io.homeport.cli.Output;
import io.homeport.cli.client.Api;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Json;
import io.homeport.cli.client.Resource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Specs. */
@Command(
    name = "spec",
    description = "The specification of an app.",
    subcommands = {
      SpecCommand.Show.class,
      SpecDiff.class,
      SpecCommand.Approve.class,
      SpecCommand.Reject.class,
      SpecPolicy.class,
      SpecRemarks.AcceptFinding.class,
      SpecRemarks.Answer.class,
      SpecRemarks.Confirm.class,
      SpecRemarks.Dispute.class,
      SpecRemarks.Comment.class,
      SpecRemarks.Withdraw.class,
      SpecRemarks.ListRemarks.class
    })
public final class SpecCommand {

  /** What the commands about one spec have. */
  abstract static class OfSpec extends HomeportCommand {
    @Parameters(paramLabel = "APP", description = "Name or id of the app.")
    String app;

    @Option(
        names = "--version",
        paramLabel = "N",
        description = "Which version; the newest if absent.")
    @Nullable Integer version;

    Resource spec(Journey journey) {
      Resource found = journey.app(app);
      return version == null ? journey.newestSpec(found) : ofVersion(journey, found, version);
    }

    /** The spec of an app by its number. */
    static Resource ofVersion(Journey journey, Resource app, int version) {
      return journey.specs(app).stream()
          .filter(each -> each.number("version") == version)
          .findFirst()
          .orElseThrow(() ->
              new CommandFailed(
                  ExitCode.NOT_FOUND,
                  "%s has no spec version %d.".formatted(app.text("name"), version),
                  "See: homeport events tail %s --once".formatted(app.text("name"))));
    }
  }

  /** In which form a spec is shown. */
  enum Format {
    md,
    html,
    json,
    dbml,
    tbls,
    sarif,
    score,
    cyclonedx
  }

  @Command(name = "show", description = "Print the specification.")
  static final class Show extends OfSpec {
    @Option(
        names = "--format",
        paramLabel = "FORMAT",
        description = {
          "One of ${COMPLETION-CANDIDATES}: Markdown, one page of HTML, the JSON document, the tables",
          "as DBML or for tbls, the findings as SARIF, what it needs to run as a Score file,",
          "the packages it is made of as CycloneDX."
        })
    @Nullable Format format;

    @Override
    protected void run(Output output) {
      if (output.isJson() && format != null && format != Format.json) {
        throw CommandFailed.usage(
            "--json prints the JSON document, not %s.".formatted(format),
            "Leave out --json or --format.");
      }
      Api api = api();
      Resource spec = spec(new Journey(api, output::progress));
      Format wanted = output.isJson() ? Format.json : format == null ? Format.md : format;
      String shown = api.text("/specs/%s/formats/%s".formatted(spec.id(), wanted), "*/*");
      if (wanted == Format.json) {
        JsonNode document = Json.read(shown);
        output.result(document, document.toPrettyString());
      } else {
        output.result(spec.json(), shown.stripTrailing());
      }
    }
  }

  @Command(name = "approve", description = "Approve the specification, so that it can be deployed.")
  static final class Approve extends OfSpec {
    @Override
    protected void run(Output output) {
      Journey journey = new Journey(api(), output::progress);
      Resource spec = journey.approve(spec(journey));
      output.result(
          spec.json(),
          "Spec %d of %s is approved. Deploy it: homeport deploy %s --env production"
              .formatted(spec.number("version"), app, app));
    }
  }

  @Command(name = "reject", description = "Reject the specification.")
  static final class Reject extends OfSpec {
    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why.")
    String reason;

    @Override
    protected void run(Output output) {
      Journey journey = new Journey(api(), output::progress);
      Resource spec = journey.reject(spec(journey), reason);
      output.result(
          Map.of("spec", spec.json()),
          "Spec %d of %s is rejected.".formatted(spec.number("version"), app));
    }
  }
}
