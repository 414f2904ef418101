package io.homeport.specs.document;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** What happens when: functions, triggers, schedules, live updates, calls to others, pages. */
public record Workflows(
    List<EdgeFunction> functions,
    List<Trigger> triggers,
    List<Schedule> schedules,
    List<Live> live,
    List<ExternalCall> externalCalls,
    List<Page> pages) {

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

  /** A host outside that the app calls or loads code from. */
  public record ExternalCall(
      String host,
      @JsonPropertyDescription("Whether it is called or code is loaded from it.") String purpose,
      Basis basis) {}

  /** A page of the app. */
  public record Page(String path, Basis basis) {}
}
