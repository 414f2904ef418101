package io.homeport.specs.spec;

import io.homeport.api.Caller;
import io.homeport.api.Cursor;
import io.homeport.api.Page;
import io.homeport.api.Problems;
import io.homeport.contracts.SpecId;
import io.homeport.messaging.Transactions;
import io.homeport.specs.document.Fact;
import io.homeport.specs.document.Facts;
import io.homeport.specs.document.Finding;
import io.homeport.specs.document.OpenQuestion;
import io.homeport.specs.document.Remark;
import io.homeport.specs.document.Remark.About;
import io.homeport.specs.document.Remark.Verdict;
import io.homeport.specs.document.SpecDocument;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** What people say about a spec, over HTTP. */
@Path("/specs/{spec}/remarks")
@Tag(name = "specs")
public class RemarksResource {

  private static final int LONGEST = 2000;
  private static final String ASKS_FOR_SECRET = "secret-";

  /** What somebody says. */
  public record Saying(
      @NotBlank
          @Size(max = 500)
          @Schema(
              description =
                  "The id of a finding or a question, or the name of a fact (such as entity:bookings or FR-7K3M9Q2A).")
          String subject,
      @NotNull
          @Schema(
              description = "What is said of it; of all but comments the last one holds.",
              enumeration = {
                "accepted",
                "confirmed",
                "disputed",
                "answered",
                "commented",
                "withdrawn"
              })
          String verdict,
      @Size(max = LONGEST)
          @Schema(
              description =
                  "Reason, answer or comment, at most 2,000 characters; may be absent for confirmed and withdrawn.")
          @Nullable String text) {}

  @Inject Specs specs;
  @Inject Remarks remarks;
  @Inject Documents documents;
  @Inject Transactions transactions;
  @Inject Caller caller;
  @Inject Clock clock;

  @GET
  @RolesAllowed({"owner", "developer", "viewer"})
  @Blocking
  @Operation(summary = "What people said about the app's specs, newest first")
  public RestResponse<Page<Remark>> list(
      @PathParam("spec") UUID id,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(Page.MOST) int limit,
      @Context UriInfo uri) {
    var organization = caller.organization();
    var app =
        transactions.await(() -> specs.get(organization, new SpecId(id))).spec().origin().app();
    var from = Cursor.parse(cursor);
    return transactions.await(() -> remarks.list(organization, app, from, limit)).respond(uri);
  }

  @POST
  @RolesAllowed({"owner", "developer"})
  @Blocking
  @Operation(
      summary =
          "Accept a finding, confirm or dispute a fact, answer a question, or comment; it holds for later versions too")
  @APIResponse(responseCode = "201", description = "Said")
  @APIResponse(
      responseCode = "409",
      description = "spec-not-drafted: there is nothing yet to talk about")
  @APIResponse(
      responseCode = "422",
      description = "secret-as-answer: a secret must not become part of the spec")
  public RestResponse<Remark> say(@PathParam("spec") UUID id, @NotNull @Valid Saying saying)
      throws IOException {
    var organization = caller.organization();
    var spec = transactions.await(() -> specs.get(organization, new SpecId(id))).spec();
    var remark = remark(documents.read(Specs.draft(spec)), saying);
    var said = transactions.await(() -> remarks.add(organization, spec.origin(), remark));
    return RestResponse.ResponseBuilder.<Remark>create(Response.Status.CREATED, said).build();
  }

  private Remark remark(SpecDocument document, Saying saying) {
    var verdict = verdict(saying.verdict());
    var subject =
        Stream.of(
                named(About.FINDING, findingOf(document, saying.subject())),
                named(About.QUESTION, questionOf(document, saying.subject())),
                named(About.FACT, Facts.named(document, saying.subject()).map(Fact::id)))
            .flatMap(Optional::stream)
            .findFirst()
            .orElseThrow(() ->
                Problems.invalid(
                    "subject",
                    "names no finding, question or fact of this spec: " + saying.subject()));
    if (!verdict.fits(subject.about())) {
      throw Problems.invalid(
          "verdict", "%s cannot be said of a %s".formatted(verdict, subject.about()));
    }
    String text = saying.text() == null ? "" : saying.text().strip();
    if (text.isEmpty() && verdict != Verdict.CONFIRMED && verdict != Verdict.WITHDRAWN) {
      throw Problems.invalid("text", "must say why, or what");
    }
    if (verdict == Verdict.ANSWERED && subject.id().startsWith(ASKS_FOR_SECRET)) {
      throw Problems.unprocessable(
          "secret-as-answer",
          "The answer to %s would be read by everybody who may read the spec."
              .formatted(subject.id()),
          "Give the secret to the environment that needs it; comment here on where it comes from.");
    }
    return new Remark(
        subject.about(),
        subject.id(),
        verdict,
        text,
        caller.userName(),
        clock.instant().truncatedTo(ChronoUnit.MICROS));
  }

  private record Subject(About about, String id) {}

  private static Optional<Subject> named(About about, Optional<String> id) {
    return id.map(found -> new Subject(about, found));
  }

  private static Optional<String> findingOf(SpecDocument document, String id) {
    return document.findings().stream().map(Finding::id).filter(id::equals).findFirst();
  }

  private static Optional<String> questionOf(SpecDocument document, String id) {
    return document.openQuestions().stream().map(OpenQuestion::id).filter(id::equals).findFirst();
  }

  private static Verdict verdict(String text) {
    return Stream.of(Verdict.values())
        .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(() ->
            Problems.invalid(
                "verdict",
                "must be accepted, confirmed, disputed, answered, commented or withdrawn"));
  }
}
