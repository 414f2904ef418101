package io.homeport.api;

import org.jspecify.annotations.Nullable;

/** The version of something that people edit, as an entity tag. */
public record Etag(int version) {

  /** As it stands in the header: {@code "7"}. */
  public String text() {
    return "\"" + version + "\"";
  }

  /**
   * Checks a request's {@code If-Match}; a request without one is let through.
   *
   * @throws ProblemException 412 if the caller has read another version
   */
  public void require(@Nullable String ifMatch, String what) {
    if (ifMatch != null && !ifMatch.equals("*") && !ifMatch.equals(text())) {
      throw Problems.changedMeanwhile(what);
    }
  }
}
