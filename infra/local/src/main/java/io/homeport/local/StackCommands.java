package io.homeport.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.homeport.local.doctor.Doctor;
import io.homeport.local.doctor.DoctorReport;
import io.homeport.local.postgres.WalArchive;
import io.homeport.local.stack.Extent;
import io.homeport.local.stack.PartState;
import io.homeport.local.stack.PartStatus;
import io.homeport.local.stack.Stack;
import io.homeport.local.stack.StackProgress;
import io.homeport.local.stack.StillStarting;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The commands {@code up}, {@code down}, {@code status} and {@code doctor}: what they do and print.
 * Each returns the exit code, 0 for success. Progress goes to {@code err}; what was asked for goes
 * to {@code out}, with {@code json} as one JSON object.
 */
public final class StackCommands {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Stack stack;
  private final Map<String, String> environment;
  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean json;

  public StackCommands(
      Checkout checkout,
      Map<String, String> environment,
      PrintWriter out,
      PrintWriter err,
      boolean json) {
    this.stack = new Stack(checkout, environment);
    this.environment = environment;
    this.out = out;
    this.err = err;
    this.json = json;
  }

  /** Starts the stack and waits until it is ready; does nothing more when it is. */
  public int up(Extent extent) {
    var report = examine();
    if (!report.isHealthy()) {
      err.print("This machine lacks what Homeport needs:\n\n" + report.missing());
      err.flush();
      return failed("This machine lacks what Homeport needs; ./homeport doctor tells what.");
    }
    long start = System.nanoTime();
    var progress = new Printing(PartState.READY);
    try {
      var status = stack.up(extent, progress);
      long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
      if (json) {
        print(status.toJson().put("ok", true).put("ms", millis));
      } else {
        out.printf(
            "%nEverything is ready (%.1f s, %d MB of memory).%n",
            millis / 1000.0, status.memoryBytes() >> 20);
        status.urls().forEach((what, url) -> out.printf("  %-10s %s%n", what, url));
        out.printf(
            "  %-10s ada, ben (Acme Makers), grace (Globex Goods), oscar (operator);"
                + " the password is the name%n",
            "users");
        out.println("\nEnd it with: ./homeport down");
        out.flush();
      }
      return 0;
    } catch (PartFailed failed) {
      progress.still.clear();
      return failed(String.valueOf(failed.getMessage()));
    }
  }

  /** Ends the stack and the deployed apps; the data stays. */
  public int down() {
    try {
      List<String> ended = stack.down(new Printing(PartState.STOPPED));
      int apps = stack.endApps();
      if (json) {
        var result = JSON.createObjectNode().put("ok", true).put("apps", apps);
        var names = result.putArray("ended");
        ended.forEach(names::add);
        print(result);
      } else {
        out.println(
            ended.isEmpty() && apps == 0
                ? "Nothing ran."
                : "Ended; nothing of Homeport runs. The data stays in " + stack.state().path());
        out.flush();
      }
      return 0;
    } catch (PartFailed failed) {
      return failed(String.valueOf(failed.getMessage()));
    }
  }

  /** Puts a copy of Homeport's own databases back; the stack must be down. */
  public int restoreOwn(Path set) {
    try {
      stack.restoreOwn(
          set,
          line -> {
            err.println(line);
            err.flush();
          });
      if (json) {
        print(JSON.createObjectNode().put("ok", true));
      } else {
        out.println("Homeport's own databases are back. Start everything with: ./homeport up");
        out.flush();
      }
      return 0;
    } catch (PartFailed failed) {
      return failed(String.valueOf(failed.getMessage()));
    }
  }

  /**
   * @return 0 when everything is ready, 1 otherwise
   */
  public int status() {
    var status = stack.status();
    boolean moments = WalArchive.program(environment).isPresent();
    if (json) {
      print(status.toJson().put("restoresToAMoment", moments));
    } else {
      out.print(status.toTable());
      if (status.running() && !moments) {
        out.println(
            "\nApps' databases come back to a backup, and to no moment between: pgBackRest is not"
                + " installed (apt install pgbackrest, then ./homeport down and up).");
      }
      out.flush();
    }
    return status.isReady() ? 0 : 1;
  }

  /**
   * @return 1 when something required is missing
   */
  public int doctor() {
    var report = examine();
    if (json) {
      print(report.toJson());
    } else {
      out.print(report.toText());
      out.flush();
    }
    return report.isHealthy() ? 0 : 1;
  }

  private DoctorReport examine() {
    return new DoctorReport(
        new Doctor(environment, stack.state(), stack.status().running()).examine());
  }

  private int failed(String message) {
    err.println("homeport: " + message);
    err.flush();
    if (json) {
      ObjectNode failure = JSON.createObjectNode().put("ok", false);
      failure.putObject("error").put("what", message);
      print(failure);
    }
    return 1;
  }

  private void print(JsonNode result) {
    out.println(result.toPrettyString());
    out.flush();
  }

  /** Tells when a part has got where it should, and when it has trouble. */
  private final class Printing implements StackProgress {
    private final PartState wanted;
    private final StillStarting still = StillStarting.on(err, environment);

    Printing(PartState wanted) {
      this.wanted = wanted;
    }

    @Override
    public void starting(List<String> names, Duration sinceStart) {
      still.tell(names, sinceStart);
    }

    @Override
    public void part(PartStatus status, Duration sinceStart) {
      if (status.state() == wanted || status.state() == PartState.RESTARTING) {
        still.clear();
        err.printf(
            "  %5.1f s  %-18s %s%s%n",
            sinceStart.toMillis() / 1000.0,
            status.name(),
            status.state().text(),
            status.message().isEmpty() ? "" : ": " + firstLine(status.message()));
        err.flush();
      }
    }

    @Override
    public void note(String text) {
      still.clear();
      err.println(text);
      err.flush();
    }

    private static String firstLine(String message) {
      return message.lines().findFirst().orElse("");
    }
  }
}
