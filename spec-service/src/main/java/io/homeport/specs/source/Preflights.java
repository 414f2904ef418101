package io.homeport.specs.source;

import java.util.regex.Pattern;

/**
 * Tells handlers that only answer what browsers ask before they call from another site. Such an
 * answer names who may call, or is empty, and waits for nothing.
 *
 * @see <a href="https://fetch.spec.whatwg.org/#cors-preflight-fetch">CORS-preflight fetch</a>
 */
final class Preflights {

  private static final Pattern ANSWER =
      Pattern.compile(
          "(?is).*(?:access-control-|cors|preflight|\\b204\\b|sendStatus\\(\\s*200|Response\\(\\s*(?:null|\"\"|''|\"ok\"|'ok')|\\.end\\(\\s*\\)).*");
  private static final Pattern WORKS = Pattern.compile("\\bawait\\b|\\.then\\(");

  private Preflights() {}

  /**
   * True for a handler that is no route of the app's own.
   *
   * @param method in capitals
   */
  static boolean is(String method, Node handler) {
    if (!method.equals("OPTIONS")) {
      return false;
    }
    String text = handler.text();
    return ANSWER.matcher(text).matches() && !WORKS.matcher(text).find();
  }
}
