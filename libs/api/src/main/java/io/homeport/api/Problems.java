package io.homeport.api;

import java.util.List;

/** The problems our endpoints answer with. */
public final class Problems {

  /** There is no such thing for this caller; also said of what belongs to another organization. */
  public static ProblemException notFound(String what, Object id) {
    return problem(
        404, "not-found", "Not found", "There is no %s %s.".formatted(what, id), "Check the id.");
  }

  /**
   * The state of things does not allow it.
   *
   * @param code a stable name such as {@code spec-not-approved}
   */
  public static ProblemException conflict(String code, String detail, String remedy) {
    return problem(409, code, "Conflict", detail, remedy);
  }

  /** A field of the request is wrong. */
  public static ProblemException invalid(String field, String message) {
    Problem problem =
        Problem.of(400, "invalid", "Invalid request", field + " " + message + ".", null);
    return new ProblemException(problem.with(List.of(new Problem.FieldError(field, message))));
  }

  /** The request is well formed, but what it brings cannot be used. */
  public static ProblemException unprocessable(String code, String detail, String remedy) {
    return problem(422, code, "Unprocessable content", detail, remedy);
  }

  /** The body is larger than is taken. */
  public static ProblemException tooLarge(String detail, String remedy) {
    return problem(413, "too-large", "Content too large", detail, remedy);
  }

  /** It was asked for too often. */
  public static ProblemException tooMany(String detail, String remedy) {
    return problem(429, "too-many", "Too many requests", detail, remedy);
  }

  /** Somebody changed it since the caller read it. */
  public static ProblemException changedMeanwhile(String what) {
    return problem(
        412,
        "changed-meanwhile",
        "Precondition failed",
        "The %s was changed since you read it.".formatted(what),
        "Read it again and send the new ETag as If-Match.");
  }

  /** The caller is known, but may not. */
  public static ProblemException forbidden(String detail, String remedy) {
    return problem(403, "forbidden", "Forbidden", detail, remedy);
  }

  private static ProblemException problem(
      int status, String code, String title, String detail, String remedy) {
    return new ProblemException(Problem.of(status, code, title, detail, remedy));
  }

  private Problems() {}
}
