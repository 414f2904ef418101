package io.homeport.cli.demo;

import io.homeport.cli.CommandFailed;
import io.homeport.cli.ExitCode;
import io.homeport.cli.Output;
import io.homeport.local.Checkout;
import io.homeport.local.stack.Stack;
import io.homeport.local.stack.StillStarting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The whole journey with the sample app, each step checked by its effect. */
@Command(
    name = "demo",
    description = {
      "Bring the sample app home, each step checked by its effect.",
      "Starts the stack, imports, specifies, approves, deploys, deploys a second release, rolls back,",
      "takes a backup and proves it. Leaves everything running."
    })
public final class DemoCommand implements Callable<Integer> {
  @Option(
      names = "--json",
      description = "Print one JSON object on stdout; progress goes to stderr.")
  boolean json;

  @Option(
      names = "--build-ms",
      hidden = true,
      description = "How long the launcher took to build before it started this command.")
  long buildMs = -1;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    Output output = new Output(spec.commandLine().getOut(), spec.commandLine().getErr(), json);
    Checkout checkout = Checkout.find();
    Story story =
        new Story(
            checkout,
            new Stack(checkout, System.getenv()),
            text -> text.strip().lines().forEach(line -> output.progress("         " + line)));
    List<Told> told = new ArrayList<>();
    if (buildMs >= 0) {
      told.add(new Told("build", true, buildMs, Map.of()));
    }
    boolean ok = true;
    for (Step step : steps()) {
      output.progress("->     " + step.name());
      Told each = run(step, story);
      told.add(each);
      output.progress(each.line());
      if (!each.ok()) {
        ok = false;
        break;
      }
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("ok", ok);
    result.put("steps", told);
    result.put("urls", story.urls());
    result.put("ids", story.ids());
    output.result(result, summary(ok, told, story));
    return (ok ? ExitCode.OK : ExitCode.FAILED).code();
  }

  private List<Step> steps() {
    return List.of(
        new CheckMachine(),
        new StartStack(StillStarting.on(spec.commandLine().getErr(), System.getenv())),
        new SignIn(),
        new ImportSample(),
        new ReadSpec(),
        new ApproveSpec(),
        new Deploy(),
        new UseApp(),
        new SecondRelease(),
        new RollBack(),
        new BackUp());
  }

  private static Told run(Step step, Story story) {
    long started = System.nanoTime();
    try {
      Map<String, Object> detail = step.run(story);
      return new Told(step.name(), true, millisSince(started), detail);
    } catch (CommandFailed failed) {
      Map<String, Object> detail = new LinkedHashMap<>();
      detail.put("failure", failed.what());
      if (failed.remedy() != null) {
        detail.put("remedy", failed.remedy());
      }
      return new Told(step.name(), false, millisSince(started), detail);
    }
  }

  private static long millisSince(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime).toMillis();
  }

  private static String[] summary(boolean ok, List<Told> told, Story story) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        ok
            ? "The sample is home; all %d steps were checked by their effect."
                .formatted(told.size())
            : "The step \"%s\" failed.".formatted(told.getLast().name()));
    story.urls().forEach((what, url) -> lines.add("  %-10s %s".formatted(what, url)));
    lines.add(
        "  sign in to the console as ada with the password ada (grace for another organization)");
    lines.add("  look: ./homeport status    stop: ./homeport down");
    return lines.toArray(String[]::new);
  }
}
