package io.homeport.gateway.door;

import io.homeport.gateway.http.Problem;
import io.homeport.gateway.route.Hosting;
import io.homeport.gateway.route.Representation;
import io.homeport.gateway.route.SiteFile;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns a {@link FileAnswer} into a response. */
final class FileSender {

  private static final Logger LOG = LoggerFactory.getLogger(FileSender.class);

  private static final CharSequence FOR_EVER =
      HttpHeaders.createOptimized("public, max-age=31536000, immutable");
  private static final CharSequence ASK_FIRST = HttpHeaders.createOptimized("no-cache");
  private static final CharSequence BYTES = HttpHeaders.createOptimized("bytes");
  private static final CharSequence ACCEPT_ENCODING =
      HttpHeaders.createOptimized("Accept-Encoding");

  private final FileContents contents;
  private final Executor reading;

  FileSender(FileContents contents, Executor reading) {
    this.contents = contents;
    this.reading = reading;
  }

  /**
   * @param missing answers for files that are not there
   */
  void send(
      HttpServerRequest request,
      FileAnswer answer,
      List<Hosting.Header> extra,
      Consumer<Problem> missing) {
    HttpServerResponse response = request.response();
    switch (answer) {
      case FileAnswer.Whole(SiteFile file, Representation representation) -> {
        describe(response, file, representation, extra);
        sendContent(request, representation, null);
      }
      case FileAnswer.Part(SiteFile file, Representation representation, ByteRange range) -> {
        describe(response, file, representation, extra);
        response.setStatusCode(206);
        response.putHeader(
            HttpHeaders.CONTENT_RANGE,
            "bytes " + range.first() + '-' + range.last() + '/' + file.bytes());
        sendContent(request, representation, range);
      }
      case FileAnswer.NotModified(SiteFile file, Representation representation) -> {
        describe(response, file, representation, extra);
        response.setStatusCode(304).end();
      }
      case FileAnswer.Unsatisfiable(SiteFile file) ->
          response
              .setStatusCode(416)
              .putHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + file.bytes())
              .end();
      case FileAnswer.OwnNotFound(SiteFile page, Representation representation) -> {
        describe(response, page, representation, extra);
        response.headers().remove(HttpHeaders.ETAG).set(HttpHeaders.CACHE_CONTROL, ASK_FIRST);
        response.setStatusCode(404);
        sendContent(request, representation, null);
      }
      case FileAnswer.Elsewhere(String location, int status) ->
          response
              .setStatusCode(status)
              .putHeader(HttpHeaders.LOCATION, withQuery(location, request.query()))
              .putHeader(HttpHeaders.CACHE_CONTROL, ASK_FIRST)
              .end();
      case FileAnswer.NotFound() ->
          missing.accept(
              Problem.notFound(
                  "This release has no such file.", "Check the address, or publish the file."));
      case FileAnswer.MethodNotAllowed() -> {
        response.putHeader(HttpHeaders.ALLOW, "GET, HEAD");
        missing.accept(Problem.methodNotAllowed());
      }
    }
  }

  private static void describe(
      HttpServerResponse response,
      SiteFile file,
      Representation representation,
      List<Hosting.Header> extra) {
    var headers = response.headers();
    headers.set(HttpHeaders.CONTENT_TYPE, file.type());
    headers.set(HttpHeaders.ETAG, representation.etag());
    headers.set(HttpHeaders.CACHE_CONTROL, file.immutable() ? FOR_EVER : ASK_FIRST);
    headers.set(HttpHeaders.ACCEPT_RANGES, BYTES);
    if (file.varies()) {
      headers.set(HttpHeaders.VARY, ACCEPT_ENCODING);
    }
    if (representation.encoding() != null) {
      headers.set(HttpHeaders.CONTENT_ENCODING, representation.encoding());
    }
    for (int at = 0; at < extra.size(); at++) {
      headers.set(extra.get(at).name(), extra.get(at).value());
    }
  }

  /** What a caller asked with goes along, unless the app says what to ask with. */
  private static String withQuery(String location, @Nullable String query) {
    return query == null || query.isEmpty() || location.indexOf('?') >= 0
        ? location
        : location + '?' + query;
  }

  private void sendContent(
      HttpServerRequest request, Representation representation, @Nullable ByteRange range) {
    FileContent atHand = contents.ifAtHand(representation.digest());
    if (atHand != null) {
      sendContent(request, atHand, range);
      return;
    }
    Context loop = Vertx.currentContext();
    contents
        .find(representation.digest())
        .whenComplete((content, failure) ->
            loop.runOnContext(now -> {
              if (failure != null) {
                LOG.error("A published file cannot be read: {}", failure.getMessage());
                withdraw(request.response());
              } else {
                sendContent(request, content, range);
              }
            }));
  }

  private void sendContent(
      HttpServerRequest request, FileContent content, @Nullable ByteRange range) {
    HttpServerResponse response = request.response();
    long first = range == null ? 0 : range.first();
    long length = range == null ? content.bytes() : range.length();
    if (request.method() == HttpMethod.HEAD) {
      response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(length)).end();
      return;
    }
    switch (content) {
      case FileContent.InMemory small ->
          response.end(
              range == null
                  ? small.content()
                  : small.content().slice((int) first, (int) (first + length)));
      case FileContent.OnDisk disk ->
          response
              .sendFile(disk.path(), first, length)
              .onFailure(broken -> brokenOff(request, broken));
      case FileContent.Remote remote -> stream(request, remote, first, length);
    }
  }

  private void stream(
      HttpServerRequest request, FileContent.Remote remote, long first, long length) {
    HttpServerResponse response = request.response();
    response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(length));
    var body = new StreamedContent(Vertx.currentContext(), response);
    reading.execute(() -> {
      try (InputStream content = contents.open(remote.digest())) {
        body.copy(content, first, length);
      } catch (IOException e) {
        brokenOff(request, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
  }

  private static void brokenOff(HttpServerRequest request, Throwable why) {
    LOG.debug("A file was not sent to its end: {}", why.getMessage());
    if (request.response().headWritten()) {
      request.connection().close();
    } else {
      withdraw(request.response());
    }
  }

  /** Takes back what was said of the file. */
  private static void withdraw(HttpServerResponse response) {
    response
        .headers()
        .remove(HttpHeaders.ETAG)
        .remove(HttpHeaders.CONTENT_ENCODING)
        .remove(HttpHeaders.CONTENT_RANGE)
        .remove(HttpHeaders.CONTENT_LENGTH)
        .remove(HttpHeaders.ACCEPT_RANGES);
    Problem.unavailable().send(response);
  }
}
