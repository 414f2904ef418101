package io.homeport.specs.document;

import io.homeport.specs.document.Remark.About;
import io.homeport.specs.document.Remark.Verdict;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A specification with what people said about it. The document stays what was drafted; what was
 * said is laid over it whenever it is shown.
 *
 * @param remarks of the app, whichever version they were made on
 * @param progress how far the move is, by the steps of the plan that were ticked
 */
public record Reviewed(SpecDocument document, List<Remark> remarks, PlanProgress progress) {

  public Reviewed {
    remarks =
        remarks.stream()
            .sorted(Comparator.comparing(Remark::at).thenComparing(Remark::subject))
            .toList();
  }

  /** A specification of which no step is done. */
  public Reviewed(SpecDocument document, List<Remark> remarks) {
    this(document, remarks, PlanProgress.of(document.plan(), List.of()));
  }

  /** A specification that nobody said anything about. */
  public static Reviewed untouched(SpecDocument document) {
    return new Reviewed(document, List.of());
  }

  /** Why a finding may stay; empty while it is open. */
  public Optional<Remark> acceptance(Finding finding) {
    return holding(About.FINDING, finding.id());
  }

  public Optional<Remark> answer(OpenQuestion question) {
    return holding(About.QUESTION, question.id());
  }

  /** Who confirmed or disputed a fact. */
  public Optional<Remark> verdict(Fact fact) {
    return holding(About.FACT, fact.id());
  }

  public List<Remark> comments(About about, String subject) {
    return remarks.stream()
        .filter(each -> each.about() == about && each.subject().equals(subject))
        .filter(each -> each.verdict() == Verdict.COMMENTED)
        .toList();
  }

  /** All that holds of one thing: the verdict, then the comments. */
  public List<Remark> said(About about, String subject) {
    return java.util.stream.Stream.concat(
            holding(about, subject).stream(), comments(about, subject).stream())
        .toList();
  }

  /** Findings that nobody accepted. */
  public List<Finding> openFindings() {
    return document.findings().stream().filter(each -> acceptance(each).isEmpty()).toList();
  }

  public List<Finding> acceptedFindings() {
    return document.findings().stream().filter(each -> acceptance(each).isPresent()).toList();
  }

  private Optional<Remark> holding(About about, String subject) {
    return remarks.stream()
        .filter(each -> each.about() == about && each.subject().equals(subject))
        .filter(each -> each.verdict() != Verdict.COMMENTED)
        .reduce((earlier, later) -> later)
        .filter(each -> each.verdict() != Verdict.WITHDRAWN);
  }
}
