package io.homeport.specs.document;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.homeport.specs.Place;
import java.util.List;

/** What a fact rests on. */
public record Basis(
    @JsonPropertyDescription("How the fact is known.") Confidence confidence,
    @JsonPropertyDescription("What a person said about it.") Review review,
    @JsonPropertyDescription("Where it can be looked up.") List<Evidence> evidence) {

  public Basis {
    evidence = List.copyOf(evidence);
  }

  /** How a fact is known. */
  public enum Confidence {
    /** Read from a database to which the migrations were applied. */
    MEASURED,
    /** Said so by a file. */
    DECLARED,
    /** Concluded from other facts. */
    INFERRED
  }

  /** What a person said about a fact. */
  public enum Review {
    UNREVIEWED,
    CONFIRMED,
    DISPUTED
  }

  public static Basis measured(Evidence... evidence) {
    return new Basis(Confidence.MEASURED, Review.UNREVIEWED, List.of(evidence));
  }

  public static Basis measured(List<Evidence> evidence) {
    return new Basis(Confidence.MEASURED, Review.UNREVIEWED, evidence);
  }

  public static Basis declared(List<Evidence> evidence) {
    return new Basis(Confidence.DECLARED, Review.UNREVIEWED, evidence);
  }

  /** Declared at these places; of many, the first ten are enough to look it up. */
  public static Basis declaredAt(List<Place> places) {
    return declared(places.stream().distinct().limit(10).map(Evidence::at).toList());
  }

  public static Basis inferred(List<Evidence> evidence) {
    return new Basis(Confidence.INFERRED, Review.UNREVIEWED, evidence);
  }
}
