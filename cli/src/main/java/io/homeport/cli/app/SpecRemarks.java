package io.homeport.cli.app;

import io.homeport.cli.HomeportCommand;
import io.homeport.cli.Output;
import io.homeport.cli.app.SpecCommand.OfSpec;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Resource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What people say about a spec. It holds for later versions too. */
final class SpecRemarks {

  private SpecRemarks() {}

  /** Says one thing of one thing. */
  abstract static class Say extends OfSpec {

    void say(Output output, String verdict, String subject, @Nullable String text) {
      Journey journey = new Journey(api(), output::progress);
      Resource said =
          journey
              .api()
              .post(
                  "/specs/%s/remarks".formatted(spec(journey).id()),
                  Map.of("subject", subject, "verdict", verdict, "text", text == null ? "" : text));
      output.result(said.json(), "%s: %s.".formatted(said.text("subject"), verdict));
    }
  }

  @Command(
      name = "accept-finding",
      description = "Accept a finding: it stays, with your reason, in every form of the spec.")
  static final class AcceptFinding extends Say {
    @Parameters(index = "1", paramLabel = "FINDING", description = "Its id.")
    String finding;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why.")
    String reason;

    @Override
    protected void run(Output output) {
      say(output, "accepted", finding, reason);
    }
  }

  @Command(name = "answer", description = "Answer an open question. Never with a secret.")
  static final class Answer extends Say {
    @Parameters(index = "1", paramLabel = "QUESTION", description = "Its id.")
    String question;

    @Parameters(index = "2", paramLabel = "TEXT", description = "The answer.")
    String text;

    @Override
    protected void run(Output output) {
      say(output, "answered", question, text);
    }
  }

  @Command(name = "confirm", description = "Say that a fact is so.")
  static final class Confirm extends Say {
    @Parameters(
        index = "1",
        paramLabel = "FACT",
        description = "Its name, such as FR-7K3M9Q2A or entity:bookings.")
    String fact;

    @Override
    protected void run(Output output) {
      say(output, "confirmed", fact, null);
    }
  }

  @Command(name = "dispute", description = "Say that a fact is not so.")
  static final class Dispute extends Say {
    @Parameters(
        index = "1",
        paramLabel = "FACT",
        description = "Its name, such as FR-7K3M9Q2A or entity:bookings.")
    String fact;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why.")
    String reason;

    @Override
    protected void run(Output output) {
      say(output, "disputed", fact, reason);
    }
  }

  @Command(name = "comment", description = "Comment on a finding, a question or a fact.")
  static final class Comment extends Say {
    @Parameters(index = "1", paramLabel = "ID", description = "Its id or name.")
    String subject;

    @Parameters(index = "2", paramLabel = "TEXT", description = "The comment.")
    String text;

    @Override
    protected void run(Output output) {
      say(output, "commented", subject, text);
    }
  }

  @Command(
      name = "withdraw",
      description = "Take back what was said of a finding, a question or a fact; comments stay.")
  static final class Withdraw extends Say {
    @Parameters(index = "1", paramLabel = "ID", description = "Its id or name.")
    String subject;

    @Override
    protected void run(Output output) {
      say(output, "withdrawn", subject, null);
    }
  }

  @Command(name = "remarks", description = "List what was said about an app's specs.")
  static final class ListRemarks extends HomeportCommand {
    @Parameters(paramLabel = "APP", description = "Name or id of the app.")
    String app;

    @Override
    protected void run(Output output) {
      Journey journey = new Journey(api(), output::progress);
      Resource newest = journey.newestSpec(journey.app(app));
      List<Resource> all = journey.api().list("/specs/%s/remarks".formatted(newest.id()));
      output.table(
          all.stream().map(Resource::json).toList(),
          List.of("WHEN", "WHO", "WHAT", "OF", "WORDS"),
          all.stream()
              .map(each ->
                  List.of(
                      each.text("at"),
                      each.text("by"),
                      each.text("verdict"),
                      each.text("subject"),
                      each.text("text")))
              .toList());
    }
  }
}
