package io.homeport.specs.document;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the app leaves its builder: what of the builder's it uses, what the owner must bring, what
 * can go wrong, and every step in order. Only what applies to this app.
 */
public record MigrationPlan(
    @JsonPropertyDescription("The builder's services that the app uses.")
        List<BuilderService> services,
    @JsonPropertyDescription("What the owner must bring, in the order in which it is needed.")
        List<Provision> provisions,
    @JsonPropertyDescription("What can go wrong, the worst first.") List<Risk> risks,
    @JsonPropertyDescription("What is to be done, in order.") List<Step> steps) {

  public MigrationPlan {
    services = List.copyOf(services);
    provisions = List.copyOf(provisions);
    risks = List.copyOf(risks);
    steps = List.copyOf(steps);
  }

  /** The plan of a document from before there were plans. */
  public static MigrationPlan none() {
    return new MigrationPlan(List.of(), List.of(), List.of(), List.of());
  }

  /** By which number each step is shown, from 1, by its id. */
  public Map<String, Integer> numbers() {
    var numbers = new HashMap<String, Integer>();
    steps.forEach(step -> numbers.put(step.id(), numbers.size() + 1));
    return numbers;
  }

  /** Something that the builder runs and that ends, or stays behind, when the app leaves. */
  public record BuilderService(
      @JsonPropertyDescription("A stable name.") String id,
      @JsonPropertyDescription("What it is called.") String name,
      @JsonPropertyDescription("What the app uses it for, in one sentence.") String use,
      @JsonPropertyDescription("What takes its place, in one sentence.") String replacement,
      @JsonPropertyDescription("Who provides what takes its place.") By providedBy,
      @JsonPropertyDescription("True if the app does not work elsewhere until its code is changed.")
          boolean codeChange,
      @JsonPropertyDescription("In how many places it is used.") int places,
      @JsonPropertyDescription("Where it shows; of many places the first ones.")
          List<Evidence> evidence) {

    public BuilderService {
      evidence = List.copyOf(evidence);
    }
  }

  /** Something that only the owner has or can get. */
  public record Provision(
      @JsonPropertyDescription("A stable name.") String id,
      Kind kind,
      @JsonPropertyDescription("What to bring, in one sentence.") String what,
      @JsonPropertyDescription("What it is needed for, in one sentence.") String why,
      @JsonPropertyDescription("Where it shows.") List<Evidence> evidence) {

    public Provision {
      evidence = List.copyOf(evidence);
    }

    /** In the order in which they are needed. */
    public enum Kind {
      DATA_EXPORT,
      FILES,
      ACCOUNT,
      SECRET,
      MAIL_SERVER,
      SIGN_IN_CLIENT,
      DOMAIN
    }
  }

  /** Something that can go wrong. */
  public record Risk(
      @JsonPropertyDescription("A stable name.") String id,
      @JsonPropertyDescription("How bad it would be.") Severity severity,
      @JsonPropertyDescription("What can go wrong, in one sentence.") String what,
      @JsonPropertyDescription("How to meet it, in one sentence.") String remedy,
      @JsonPropertyDescription("Where it shows.") List<Evidence> evidence) {

    public Risk {
      evidence = List.copyOf(evidence);
    }
  }

  /** One thing to do. */
  public record Step(
      @JsonPropertyDescription("A stable name.") String id,
      Phase phase,
      @JsonPropertyDescription("What to do, in one sentence.") String what,
      @JsonPropertyDescription("Why, in one sentence.") String why,
      @JsonPropertyDescription("Who does it.") By by,
      @JsonPropertyDescription("The steps that must be done before.") List<String> after,
      @JsonPropertyDescription(
              "What Homeport sees when it is done; null when a person must say so.")
          @Nullable Sight seenBy,
      @JsonPropertyDescription("Why it applies to this app.") List<Evidence> evidence) {

    public Step {
      after = List.copyOf(after);
      evidence = List.copyOf(evidence);
    }
  }

  /** Who does something. */
  public enum By {
    HOMEPORT,
    OWNER,
    BOTH
  }

  /** The parts of a move, in order. */
  public enum Phase {
    PREPARE,
    /** Everything once, in a test environment beside the old app. */
    REHEARSE,
    /** The day itself. */
    CUT_OVER,
    AFTERWARDS
  }

  /** What Homeport notices by itself. */
  public enum Sight {
    SPEC_APPROVED("approve-spec", "A specification was approved."),
    /** A release is live, in whichever environment. */
    LIVE("try-deploy", "A release is live."),
    LIVE_IN_PRODUCTION("go-live", "A release is live in production."),
    BACKUP_VERIFIED("prove-backup", "A backup was restored and compared.");

    private final String step;
    private final String what;

    Sight(String step, String what) {
      this.step = step;
      this.what = what;
    }

    /** The id of the step that is done when this is seen. */
    public String step() {
      return step;
    }

    /** What was seen, in one sentence. */
    public String what() {
      return what;
    }

    @JsonValue
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
