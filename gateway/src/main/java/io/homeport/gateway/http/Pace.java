package io.homeport.gateway.http;

import java.time.Duration;

/**
 * How slowly a request may be sent before it is cut off, so that connections cannot be held by
 * sending next to nothing.
 *
 * @param head within which a request's head must be there, from its first byte
 * @param body within each such span at least so many bytes of a body must arrive, unless it is us
 *     who do not read
 * @param bodyBytes how many
 */
public record Pace(Duration head, Duration body, long bodyBytes) {

  Duration smallest() {
    return head.compareTo(body) < 0 ? head : body;
  }
}
