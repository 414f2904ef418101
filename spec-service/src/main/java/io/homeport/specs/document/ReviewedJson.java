package io.homeport.specs.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.homeport.specs.document.Remark.About;
import java.util.List;
import java.util.Locale;

/**
 * A document with what people said laid over it: the {@code review} of each fact, {@code
 * acceptance} of findings, {@code answer} of questions, {@code tick} of steps, and {@code comments}
 * wherever there are any. Where nobody said anything it is the document.
 */
public final class ReviewedJson {

  private final Reviewed spec;
  private final JsonNode json;

  private ReviewedJson(Reviewed spec) {
    this.spec = spec;
    this.json = CanonicalJson.tree(spec.document());
  }

  public static byte[] of(Reviewed spec) {
    var shown = new ReviewedJson(spec);
    if (!spec.remarks().isEmpty()) {
      Facts.of(spec.document()).forEach(shown::fact);
      shown.findings();
      shown.questions();
    }
    shown.steps();
    return CanonicalJson.write(shown.json);
  }

  private void fact(Fact fact) {
    for (String place : fact.places()) {
      var stated = (ObjectNode) json.at(place);
      spec.verdict(fact)
          .ifPresent(verdict ->
              ((ObjectNode) stated.path("basis")).put("review", verdict.verdict().toString()));
      add(stated, "comments", spec.said(About.FACT, fact.id()));
    }
  }

  private void findings() {
    for (int i = 0; i < spec.document().findings().size(); i++) {
      var finding = spec.document().findings().get(i);
      var shown = (ObjectNode) json.at("/findings/" + i);
      spec.acceptance(finding).ifPresent(why -> shown.set("acceptance", said(why)));
      add(shown, "comments", spec.comments(About.FINDING, finding.id()));
    }
  }

  private void questions() {
    for (int i = 0; i < spec.document().openQuestions().size(); i++) {
      var question = spec.document().openQuestions().get(i);
      var shown = (ObjectNode) json.at("/openQuestions/" + i);
      spec.answer(question).ifPresent(answer -> shown.set("answer", said(answer)));
      add(shown, "comments", spec.comments(About.QUESTION, question.id()));
    }
  }

  private void steps() {
    var steps = spec.document().plan().steps();
    for (int i = 0; i < steps.size(); i++) {
      var shown = (ObjectNode) json.at("/plan/steps/" + i);
      spec.progress().tick(steps.get(i).id()).ifPresent(tick -> shown.set("tick", said(tick)));
    }
    var gone = spec.progress().gone();
    if (!gone.isEmpty()) {
      ArrayNode all = ((ObjectNode) json.at("/plan")).putArray("gone");
      gone.forEach(each -> all.add(said(each).put("step", each.step()).put("what", each.what())));
    }
  }

  private static ObjectNode said(StepTick tick) {
    return com.fasterxml.jackson.databind.node.JsonNodeFactory.instance
        .objectNode()
        .put("note", tick.note())
        .put("by", tick.by())
        .put("at", tick.at().toString());
  }

  private static void add(ObjectNode to, String field, List<Remark> remarks) {
    if (!remarks.isEmpty()) {
      ArrayNode all = to.putArray(field);
      remarks.forEach(each -> all.add(said(each)));
    }
  }

  private static ObjectNode said(Remark remark) {
    return com.fasterxml.jackson.databind.node.JsonNodeFactory.instance
        .objectNode()
        .put("verdict", remark.verdict().name().toLowerCase(Locale.ROOT))
        .put("text", remark.text())
        .put("by", remark.by())
        .put("at", remark.at().toString());
  }
}
