package io.homeport.gateway.door;

import io.homeport.gateway.route.Representation;
import io.homeport.gateway.route.SiteFile;
import io.homeport.gateway.route.SiteManifest;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a site answers to a request, decided without touching a file. */
sealed interface FileAnswer {

  /** The file, in the representation that suits the reader best. */
  record Whole(SiteFile file, Representation representation) implements FileAnswer {}

  /** A part of the file as it is, not encoded. */
  record Part(SiteFile file, Representation representation, ByteRange range)
      implements FileAnswer {}

  /** The reader has it already. */
  record NotModified(SiteFile file, Representation representation) implements FileAnswer {}

  /** A range past the end of the file. */
  record Unsatisfiable(SiteFile file) implements FileAnswer {}

  /** There is no such file; the start page is never shown in its place. */
  record NotFound() implements FileAnswer {}

  /** Files are only read. */
  record MethodNotAllowed() implements FileAnswer {}

  static FileAnswer of(SiteManifest site, FileRequest request) {
    boolean reads = request.method() == HttpMethod.GET || request.method() == HttpMethod.HEAD;
    if (!reads) {
      return new MethodNotAllowed();
    }
    Optional<SiteFile> file = site.file(request.path());
    if (file.isPresent()) {
      return answer(file.get(), request);
    }
    return request.isNavigation()
        ? site.fallback().map(page -> answer(page, request)).orElseGet(NotFound::new)
        : new NotFound();
  }

  private static FileAnswer answer(SiteFile file, FileRequest request) {
    boolean whole = request.range() == null || isOutdated(request.ifRange(), file);
    Representation best = whole ? best(file, request.acceptEncoding()) : file.identity();
    if (request.ifNoneMatch() != null && matches(request.ifNoneMatch(), best)) {
      return new NotModified(file, best);
    }
    if (whole || request.range() == null) {
      return new Whole(file, best);
    }
    return switch (ByteRange.of(request.range(), file.bytes())) {
      case ByteRange.Asked.Part(ByteRange range) -> new Part(file, best, range);
      case ByteRange.Asked.Unsatisfiable() -> new Unsatisfiable(file);
      case ByteRange.Asked.Everything() -> new Whole(file, best);
    };
  }

  /** The gladliest taken encoding that there is; Brotli if two are equal. */
  private static Representation best(SiteFile file, @Nullable String acceptEncoding) {
    if (acceptEncoding == null || !file.varies()) {
      return file.identity();
    }
    AcceptEncoding accepted = AcceptEncoding.of(acceptEncoding);
    Representation br = accepted.br() > 0 ? file.br() : null;
    Representation gzip = accepted.gzip() > 0 ? file.gzip() : null;
    if (br != null && (gzip == null || accepted.br() >= accepted.gzip())) {
      return br;
    }
    return gzip != null ? gzip : file.identity();
  }

  private static boolean isOutdated(@Nullable String ifRange, SiteFile file) {
    return ifRange != null && !file.identity().etag().toString().equals(ifRange.strip());
  }

  private static boolean matches(String ifNoneMatch, Representation representation) {
    if (ifNoneMatch.strip().equals("*")) {
      return true;
    }
    String etag = representation.etag().toString();
    for (String candidate : ifNoneMatch.split(",", 64)) {
      String tag = candidate.strip();
      if (tag.equals(etag) || tag.startsWith("W/") && tag.substring(2).equals(etag)) {
        return true;
      }
    }
    return false;
  }
}
