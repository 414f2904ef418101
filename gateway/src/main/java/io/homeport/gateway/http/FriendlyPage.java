package io.homeport.gateway.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;

/**
 * A problem as a page for people; programs, which do not ask for HTML, get it as JSON.
 *
 * @param text one or two sentences, of our own words alone
 * @param way an element that leads on; may be empty
 */
public record FriendlyPage(String heading, String text, String way, Problem problem) {

  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>%1$s</title>
      <style>
      body{margin:0;min-height:100vh;display:grid;place-items:center;background:#f6f4ef;color:#22302b;
      font:17px/1.6 system-ui,sans-serif}
      main{max-width:32rem;padding:2rem}
      h1{font-size:1.6rem;margin:0 0 .5rem}
      p{margin:0 0 1rem}
      small{color:#5d6b65}
      @media (prefers-color-scheme:dark){body{background:#17201c;color:#e9eee9}small{color:#9fb0a8}}
      </style>
      </head>
      <body><main><h1>%1$s</h1><p>%2$s</p>%3$s<small>Homeport · %4$d</small></main></body>
      </html>
      """;

  private static final String NO_WAY = "";
  private static final String TO_THE_CONSOLE = "<p><a href=\"/\">Open the console</a></p>";

  public static FriendlyPage of(Problem problem) {
    return switch (problem.status()) {
      case 404 ->
          new FriendlyPage(
              "There is no page here",
              "The app that lives at this address has no such page. Check the address.",
              NO_WAY,
              problem);
      case 503 ->
          new FriendlyPage(
              "Back in a moment",
              "The app that lives at this address is not ready. Try again in a moment.",
              NO_WAY,
              problem);
      default -> new FriendlyPage(problem.title(), problem.detail(), NO_WAY, problem);
    };
  }

  /** What the console's host answers where it has nothing. */
  public static FriendlyPage unknownPath() {
    return new FriendlyPage(
        "There is no page here",
        "Homeport's console has no page at this address. Apps, their specifications and deployments"
            + " are all reached from its first page.",
        TO_THE_CONSOLE,
        Problem.notFound(
            "There is nothing at this address.",
            "The console is at /, the API below /api/v1; see /api/v1/openapi for what there is."));
  }

  public static FriendlyPage unknownHost() {
    return new FriendlyPage(
        "Nobody lives here yet",
        "No app is deployed at this address. If you expected yours, check its environment in the"
            + " console.",
        NO_WAY,
        Problem.notFound(
            "No app is deployed at this address.", "Check the host, or deploy a release to it."));
  }

  /** Ends the response with this page, or with the problem. */
  public void send(HttpServerRequest request) {
    var response = request.response();
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    if (accept == null || !accept.contains("text/html")) {
      problem.send(response);
      return;
    }
    if (problem.retryAfterSeconds() > 0) {
      response.putHeader(HttpHeaders.RETRY_AFTER, Long.toString(problem.retryAfterSeconds()));
    }
    byte[] html =
        PAGE.formatted(heading, text, way, problem.status()).getBytes(StandardCharsets.UTF_8);
    response
        .setStatusCode(problem.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    if (request.method() == HttpMethod.HEAD) {
      response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(html.length)).end();
    } else {
      response.end(Buffer.buffer(html));
    }
  }
}
