package io.homeport.gateway.api;

import io.homeport.gateway.http.Problem;

/** Who sends a request to the API, as far as the door can tell. */
sealed interface Caller {

  /**
   * Somebody whom the identity provider knows. What they may do, the services decide.
   *
   * @param authorization the header that the service gets; a secret
   * @param bySession whether a browser brought a session cookie, and not a token of its own
   */
  record Known(String authorization, boolean bySession) implements Caller {
    @Override
    public String toString() {
      return "Known[authorization=***, bySession=" + bySession + "]";
    }
  }

  /** Nobody, or nobody who can be believed. */
  record Refused(Problem problem) implements Caller {}
}
