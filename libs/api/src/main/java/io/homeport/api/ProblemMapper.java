package io.homeport.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.quarkus.logging.Log;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns whatever ends a request into problem details; what is unexpected is logged, not told. */
public class ProblemMapper {

  @ServerExceptionMapper
  RestResponse<Problem> problem(ProblemException e, UriInfo uri) {
    return respond(e.problem(), uri);
  }

  @ServerExceptionMapper({UnauthorizedException.class, AuthenticationFailedException.class})
  RestResponse<Problem> unauthorized(Exception e, UriInfo uri) {
    Problem problem =
        Problem.of(
            401,
            "unauthorized",
            "Unauthorized",
            "The request has no valid access token.",
            "Sign in again and send the token as Authorization: Bearer.");
    return RestResponse.ResponseBuilder.create(Response.Status.UNAUTHORIZED, problem.at(path(uri)))
        .type(Problem.MEDIA_TYPE)
        .header("WWW-Authenticate", "Bearer")
        .build();
  }

  @ServerExceptionMapper
  RestResponse<Problem> forbidden(ForbiddenException e, UriInfo uri) {
    return respond(
        Problem.of(
            403,
            "forbidden",
            "Forbidden",
            "Your role does not allow this.",
            "Ask an owner of the organization."),
        uri);
  }

  @ServerExceptionMapper
  RestResponse<Problem> invalid(ConstraintViolationException e, UriInfo uri) {
    List<Problem.FieldError> fields =
        e.getConstraintViolations().stream().map(ProblemMapper::fieldError).toList();
    return respond(
        Problem.of(400, "invalid", "Invalid request", describe(fields), null).with(fields), uri);
  }

  @ServerExceptionMapper
  RestResponse<Problem> web(WebApplicationException e, UriInfo uri) {
    int status = e.getResponse().getStatus();
    Response.StatusType type = e.getResponse().getStatusInfo();
    String code = type.getReasonPhrase().toLowerCase(Locale.ROOT).replace(' ', '-');
    String detail =
        status == 404
            ? "There is nothing at %s.".formatted(path(uri))
            : status == 400
                ? "The request cannot be read: check the body and the parameters against the API document."
                : type.getReasonPhrase() + ".";
    String remedy = status == 404 ? "Check the address; ids are UUIDs, as lists show them." : null;
    return respond(Problem.of(status, code, type.getReasonPhrase(), detail, remedy), uri);
  }

  @ServerExceptionMapper
  RestResponse<Problem> unexpected(Throwable e, UriInfo uri) {
    String reference = UUID.randomUUID().toString();
    Log.errorf(e, "Request %s failed, reference %s", path(uri), reference);
    return respond(
        Problem.of(
            500,
            "unexpected",
            "Internal error",
            "Something unexpected happened (reference " + reference + ").",
            "Try again; if it stays, give the reference to your operator."),
        uri);
  }

  @ServerExceptionMapper
  RestResponse<Problem> unreadable(JsonProcessingException e, UriInfo uri) {
    List<Problem.FieldError> fields =
        e instanceof JsonMappingException mapping
            ? mapping.getPath().stream()
                .map(JsonMappingException.Reference::getFieldName)
                .filter(Objects::nonNull)
                .map(field -> new Problem.FieldError(field, whatIsWrong(e)))
                .toList()
            : List.of();
    String detail =
        fields.isEmpty() ? "The body is no JSON of the expected form." : describe(fields) + ".";
    return respond(
        Problem.of(400, "invalid", "Invalid request", detail, "Check it against the API document.")
            .with(fields),
        uri);
  }

  /** More specific than the framework's own mapper, which answers without a body. */
  @ServerExceptionMapper
  RestResponse<Problem> mismatched(MismatchedInputException e, UriInfo uri) {
    return unreadable(e, uri);
  }

  private static String whatIsWrong(JsonProcessingException e) {
    return e instanceof UnrecognizedPropertyException
        ? "is no field of this request"
        : "has a value of the wrong form";
  }

  private static String path(UriInfo uri) {
    return uri.getRequestUri().getPath();
  }

  private static RestResponse<Problem> respond(Problem problem, UriInfo uri) {
    return RestResponse.ResponseBuilder.<Problem>create(problem.status())
        .entity(problem.at(path(uri)))
        .type(Problem.MEDIA_TYPE)
        .build();
  }

  private static Problem.FieldError fieldError(ConstraintViolation<?> violation) {
    String path = violation.getPropertyPath().toString();
    return new Problem.FieldError(
        path.substring(path.lastIndexOf('.') + 1), violation.getMessage());
  }

  private static String describe(List<Problem.FieldError> fields) {
    return String.join(
        "; ", fields.stream().map(each -> each.field() + " " + each.message()).toList());
  }
}
