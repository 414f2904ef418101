package io.homeport.gateway.door;

import io.homeport.gateway.route.Hosting;
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

  /** There is no such file, and the app has a page that says so. */
  record OwnNotFound(SiteFile page, Representation representation) implements FileAnswer {}

  /** The app says that what is looked for is elsewhere. */
  record Elsewhere(String location, int status) implements FileAnswer {}

  /** Files are only read. */
  record MethodNotAllowed() implements FileAnswer {}

  static FileAnswer of(SiteManifest site, FileRequest request) {
    boolean reads = request.method() == HttpMethod.GET || request.method() == HttpMethod.HEAD;
    if (!reads) {
      return new MethodNotAllowed();
    }
    Optional<Hosting.Way> forced = site.hosting().forced(request.path());
    if (forced.isPresent()) {
      Optional<FileAnswer> led = follow(site, forced.get(), request);
      if (led.isPresent()) {
        return led.get();
      }
    }
    Optional<SiteFile> file = site.file(request.path());
    if (file.isPresent()) {
      return answer(file.get(), request);
    }
    return site.hosting()
        .way(request.path())
        .flatMap(way -> follow(site, way, request))
        .orElseGet(() -> nothingThere(site, request));
  }

  /** Empty if it leads nowhere, or would answer a request for an asset with a page. */
  private static Optional<FileAnswer> follow(
      SiteManifest site, Hosting.Way way, FileRequest request) {
    if (way.isRedirect()) {
      return Optional.of(new Elsewhere(way.to(), way.status()));
    }
    return site.file(way.to())
        .filter(file -> !request.namesExtension() || !isPage(file))
        .map(file ->
            way.status() == 404
                ? new OwnNotFound(file, best(file, request.acceptEncoding()))
                : answer(file, request));
  }

  private static FileAnswer nothingThere(SiteManifest site, FileRequest request) {
    if (!request.isNavigation()) {
      return new NotFound();
    }
    Optional<SiteFile> own = site.hosting().notFound().flatMap(site::file);
    if (own.isPresent()) {
      return new OwnNotFound(own.get(), best(own.get(), request.acceptEncoding()));
    }
    return site.fallback().map(page -> answer(page, request)).orElseGet(NotFound::new);
  }

  private static boolean isPage(SiteFile file) {
    return file.type().toString().startsWith("text/html");
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

  /** The gladliest taken encoding that there is; of equals Brotli, then Zstandard: the smaller. */
  private static Representation best(SiteFile file, @Nullable String acceptEncoding) {
    if (acceptEncoding == null || !file.varies()) {
      return file.identity();
    }
    AcceptEncoding accepted = AcceptEncoding.of(acceptEncoding);
    Representation best = file.identity();
    int weight = 0;
    if (file.br() != null && accepted.br() > weight) {
      best = file.br();
      weight = accepted.br();
    }
    if (file.zstd() != null && accepted.zstd() > weight) {
      best = file.zstd();
      weight = accepted.zstd();
    }
    return file.gzip() != null && accepted.gzip() > weight ? file.gzip() : best;
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
