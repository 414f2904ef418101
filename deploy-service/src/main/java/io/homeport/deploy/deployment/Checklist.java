package io.homeport.deploy.deployment;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a deployment does, step by step, and what came of each.
 *
 * @param items one for each step, in order
 */
public record Checklist(List<Item> items) {

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();

  /** The steps, in the order in which they are taken. */
  public enum Step {
    /** What must hold before anything is done. */
    PRECONDITIONS,
    /** The release is made of the spec, or found. */
    BUILD,
    /** What a way back to the data as it was needs, where migrations are pending. */
    RESTORE_POINT,
    MIGRATE,
    /** Beside the release that serves, until it is healthy. */
    START,
    /** From here on requests go to it. */
    SWITCH,
    /** The door is asked who answers. */
    CONFIRM,
    /** Jobs of a release that is brought back; those of a new one come with its migrations. */
    SCHEDULES,
    /** What is no longer kept is ended, after it has answered what it was asked. */
    DRAIN;

    /** The name in the API and of its progress. */
    @JsonValue
    public String id() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** How far a step is. */
  public enum Progress {
    WAITING,
    RUNNING,
    DONE,
    /** There was nothing to do. */
    SKIPPED,
    FAILED,
    /** An earlier step failed. */
    NOT_REACHED;

    @JsonValue
    public String id() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * A step of one deployment.
   *
   * @param startedAt when it was first begun; an attempt that was lost begins it again
   * @param what it did, why there was nothing to do, or why it failed
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Item(
      @JsonProperty("step") Step step,
      @JsonProperty("state") Progress state,
      @JsonProperty("startedAt") @Nullable Instant startedAt,
      @JsonProperty("endedAt") @Nullable Instant endedAt,
      @JsonProperty("what") @Nullable String what) {

    private Item begun(Instant now) {
      return new Item(step, Progress.RUNNING, startedAt == null ? now : startedAt, null, what);
    }

    private Item ended(Progress how, @Nullable String said, Instant now) {
      return new Item(step, how, startedAt, now, said);
    }
  }

  public Checklist {
    items = List.copyOf(items);
  }

  static Checklist waiting() {
    return new Checklist(
        Arrays.stream(Step.values())
            .map(step -> new Item(step, Progress.WAITING, null, null, null))
            .toList());
  }

  Checklist begin(Step step, Instant now) {
    return with(step, item -> item.begun(now));
  }

  /** What an earlier attempt did and said of it stays: this one has only found it done. */
  Checklist done(Step step, String what, Instant now) {
    return with(
        step, item -> item.ended(Progress.DONE, item.what() == null ? what : item.what(), now));
  }

  Checklist skip(Step step, String why, Instant now) {
    return with(
        step,
        item ->
            item.what() == null
                ? item.ended(Progress.SKIPPED, why, now)
                : item.ended(Progress.DONE, item.what(), now));
  }

  /** The step that runs, or else the next one, failed; none comes after it. */
  Checklist fail(String why, Instant now) {
    Step failed =
        first(item -> item.state() == Progress.RUNNING, first(Checklist::isAhead, Step.DRAIN));
    return map(item ->
        item.step() == failed
            ? new Item(
                item.step(),
                Progress.FAILED,
                item.startedAt() == null ? now : item.startedAt(),
                now,
                why)
            : isAhead(item) ? new Item(item.step(), Progress.NOT_REACHED, null, null, null) : item);
  }

  private static boolean isAhead(Item item) {
    return item.state() == Progress.WAITING;
  }

  private Step first(Predicate<Item> such, Step otherwise) {
    return items.stream().filter(such).map(Item::step).findFirst().orElse(otherwise);
  }

  private Checklist with(Step step, UnaryOperator<Item> change) {
    return map(item -> item.step() == step ? change.apply(item) : item);
  }

  private Checklist map(UnaryOperator<Item> change) {
    return new Checklist(items.stream().map(change).toList());
  }

  String json() {
    try {
      return JSON.writeValueAsString(items);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a checklist is always writable", e);
    }
  }

  /**
   * @param json null for a deployment of before there were checklists, whose steps nobody knows
   */
  static Checklist read(@Nullable String json) {
    if (json == null) {
      return new Checklist(List.of());
    }
    try {
      return new Checklist(List.of(JSON.readValue(json, Item[].class)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored checklist is not in its form", e);
    }
  }
}
