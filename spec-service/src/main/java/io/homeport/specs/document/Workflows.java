package io.homeport.specs.document;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happens when: functions, triggers, schedules, live updates, calls to others, pages. */
public record Workflows(
    List<EdgeFunction> functions,
    List<Trigger> triggers,
    List<Schedule> schedules,
    List<Live> live,
    List<ExternalCall> externalCalls,
    List<Page> pages,
    @JsonPropertyDescription("What the app's own server answers.") List<Route> routes,
    @JsonPropertyDescription("Which page uses what.") List<Screen> screens) {

  /** A document of an earlier version lacks what came later. */
  public Workflows {
    routes = routes == null ? List.of() : List.copyOf(routes);
    screens = screens == null ? List.of() : List.copyOf(screens);
  }

  /** A function that runs beside the database, called over HTTP. */
  public record EdgeFunction(
      String name,
      @JsonPropertyDescription("How it is started.") StartedBy startedBy,
      @JsonPropertyDescription("True if callers without a valid token are refused before it runs.")
          boolean verifiesJwt,
      @JsonPropertyDescription("How its own code finds out who calls.") String callerCheck,
      @JsonPropertyDescription("True if it can pass by row security.") boolean usesServiceRole,
      List<String> reads,
      List<String> writes,
      @JsonPropertyDescription("Hosts it calls.") List<String> calls,
      @JsonPropertyDescription("Variables it reads.") List<String> variables,
      @JsonPropertyDescription("Code that calls it.") List<Evidence> calledBy,
      @JsonPropertyDescription("What a second call with the same words does.") Repeat repeat,
      Basis basis) {}

  /** What happens when a call is made twice, as far as its code tells. */
  public record Repeat(Harm harm, @JsonPropertyDescription("Why, in one sentence.") String reason) {

    public enum Harm {
      /** The second call changes nothing that the first did not. */
      NONE,
      /** The second call does again what should be done once. */
      DONE_TWICE,
      UNKNOWN
    }
  }

  /** Something that the app's own server answers: a route, a server function, a server action. */
  public record Route(
      @JsonPropertyDescription("The name of its function, or its method and path.") String name,
      Kind kind,
      @JsonPropertyDescription("The HTTP method; ALL when it takes any.") String method,
      @JsonPropertyDescription("The path; null when the framework makes one up.")
          @Nullable String path,
      @JsonPropertyDescription("Such as Express or FastAPI.") String framework,
      @JsonPropertyDescription("How it finds out who calls; none when nothing was found.")
          String callerCheck,
      @JsonPropertyDescription("True if it can pass by row security.") boolean usesServiceRole,
      List<String> reads,
      List<String> writes,
      @JsonPropertyDescription("Hosts it calls.") List<String> calls,
      @JsonPropertyDescription("Variables it reads.") List<String> variables,
      @JsonPropertyDescription("What a second call with the same words does.") Repeat repeat,
      Basis basis) {

    public enum Kind {
      API_ROUTE,
      SERVER_FUNCTION,
      SERVER_ACTION
    }
  }

  /** Which entities a page reaches through the components and hooks it is made of. */
  public record Screen(
      String path,
      @JsonPropertyDescription("The file of the page.") String file,
      List<String> reads,
      List<String> writes,
      @JsonPropertyDescription("Functions and routes it calls.") List<String> functions,
      Basis basis) {}

  /** How a function is started. */
  public enum StartedBy {
    /** By the app's own code. */
    APP,
    /** By a schedule in the database. */
    SCHEDULE,
    /** By others, with a signature. */
    WEBHOOK,
    /** Nothing in the snapshot starts it. */
    UNKNOWN
  }

  /** What the database does by itself when rows change. */
  public record Trigger(
      String name,
      String entity,
      @JsonPropertyDescription("Such as AFTER INSERT OR UPDATE.") String when,
      String function,
      List<String> writes,
      Basis basis) {}

  /** What runs at certain times. */
  public record Schedule(
      String name,
      @JsonPropertyDescription("In cron's notation, UTC.") String schedule,
      @JsonPropertyDescription("What runs, without literals that may hold secrets.") String command,
      @JsonPropertyDescription("The functions and hosts it calls.") List<String> calls,
      Basis basis) {}

  /** An entity whose changes are pushed to browsers. */
  public record Live(
      String entity,
      @JsonPropertyDescription("Code that listens.") List<Evidence> listeners,
      Basis basis) {}

  /** A host outside that the app calls or loads from, or that people are sent to. */
  public record ExternalCall(
      String host,
      @JsonPropertyDescription(
              "Whether it is called, code or media are loaded from it, or it is only linked to.")
          String purpose,
      Basis basis) {

    /** The purpose of hosts that the app itself does not contact. */
    public static final String LINKED = "only linked to";

    /** True if the running app contacts it by itself. */
    public boolean contacted() {
      return !purpose.equals(LINKED);
    }
  }

  /** A page of the app. */
  public record Page(String path, Basis basis) {}
}
