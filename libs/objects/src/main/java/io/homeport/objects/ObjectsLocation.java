package io.homeport.objects;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where objects are kept, as it is written in a configuration. */
public sealed interface ObjectsLocation {

  /** Where SSH servers listen if nothing else is said. */
  int SSH_PORT = 22;

  /** {@code file:///var/lib/homeport/objects} */
  record Directory(Path path) implements ObjectsLocation {}

  /**
   * {@code s3://bucket/prefix?endpoint=https://s3.example.org&region=eu-central-1}
   *
   * @param prefix of all keys; empty, or ends with a slash
   * @param endpoint of a store other than AWS's own; buckets are then named in the path
   */
  record Bucket(String name, String prefix, @Nullable URI endpoint, String region)
      implements ObjectsLocation {}

  /**
   * {@code sftp://user@host:22/folder}
   *
   * @param path of a folder that is there, from the server's root
   */
  record Sftp(String user, String host, int port, String path) implements ObjectsLocation {}

  /**
   * Reads a location.
   *
   * @throws IllegalArgumentException with the accepted forms
   */
  static ObjectsLocation parse(String text) {
    URI uri = uriOf(text);
    String scheme = uri.getScheme();
    if ("file".equals(scheme) && uri.getPath() != null && uri.getPath().startsWith("/")) {
      return new Directory(Path.of(uri.getPath()));
    }
    if ("s3".equals(scheme) && uri.getAuthority() != null) {
      return bucketOf(text, uri);
    }
    if ("sftp".equals(scheme) && uri.getHost() != null) {
      return sftpOf(text, uri);
    }
    throw refused(text, "it is no file, s3 or sftp address");
  }

  /**
   * Opens the store at this location.
   *
   * @param credentials for a bucket; without them the standard AWS places are searched
   *     (environment, profile, role). An SFTP server needs its own
   * @throws IllegalArgumentException if they are for another kind of place
   */
  default Objects open(@Nullable ObjectsCredentials credentials) {
    return switch (this) {
      case Directory(Path path) when credentials == null -> new DirectoryObjects(path);
      case Bucket bucket when credentials == null -> S3Objects.open(bucket, null);
      case Bucket bucket when credentials instanceof S3Credentials s3 -> S3Objects.open(bucket, s3);
      case Sftp sftp when credentials instanceof SftpCredentials known ->
          new SftpObjects(sftp, known);
      case Directory directory -> throw unfit(directory, "none");
      case Bucket bucket -> throw unfit(bucket, "an access key and a secret key");
      case Sftp sftp -> throw unfit(sftp, "a host key, and a password or a key file");
    };
  }

  private static IllegalArgumentException unfit(ObjectsLocation location, String needed) {
    return new IllegalArgumentException(
        "The credentials do not fit %s: it takes %s.".formatted(location, needed));
  }

  private static Sftp sftpOf(String text, URI uri) {
    String user = uri.getUserInfo();
    if (user == null || user.isEmpty() || user.contains(":")) {
      throw refused(text, "it needs a user before the host, and no password");
    }
    String path = uri.getPath() == null ? "" : uri.getPath().replaceAll("/+$", "");
    if (path.isEmpty() || uri.getRawQuery() != null) {
      throw refused(text, "it needs a folder and nothing after it");
    }
    return new Sftp(user, uri.getHost(), uri.getPort() < 0 ? SSH_PORT : uri.getPort(), path);
  }

  private static Bucket bucketOf(String text, URI uri) {
    Map<String, String> options = optionsOf(uri);
    String endpoint = options.remove("endpoint");
    String region = options.remove("region");
    if (!options.isEmpty()) {
      throw refused(text, "'" + options.keySet().iterator().next() + "' is no option of it");
    }
    URI endpointUri = endpoint == null ? null : uriOf(endpoint);
    if (endpointUri != null
        && (endpointUri.getHost() == null || !isHttp(endpointUri.getScheme()))) {
      throw refused(text, "its endpoint is no http or https address");
    }
    String path = uri.getPath() == null ? "" : uri.getPath().replaceAll("^/+|/+$", "");
    return new Bucket(
        uri.getAuthority(),
        path.isEmpty() ? "" : path + "/",
        endpointUri,
        region == null ? "us-east-1" : region);
  }

  private static boolean isHttp(@Nullable String scheme) {
    return "http".equals(scheme) || "https".equals(scheme);
  }

  private static Map<String, String> optionsOf(URI uri) {
    var options = new LinkedHashMap<String, String>();
    String query = uri.getRawQuery();
    if (query != null) {
      for (String pair : query.split("&", -1)) {
        int equals = pair.indexOf('=');
        String key = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        options.put(key, URLDecoder.decode(value, StandardCharsets.UTF_8));
      }
    }
    return options;
  }

  private static URI uriOf(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException cause) {
      throw refused(text, cause.getReason());
    }
  }

  private static IllegalArgumentException refused(String text, String why) {
    return new IllegalArgumentException(
        "'"
            + text
            + "' is not a place for objects: "
            + why
            + ". Use file:///folder or s3://bucket/prefix?endpoint=https://host&region=name,"
            + " for backups also sftp://user@host/folder.");
  }
}
