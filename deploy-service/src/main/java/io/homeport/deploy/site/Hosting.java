package io.homeport.deploy.site;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an app says of how its files are served, in the files that static hosts read: {@code
 * _headers}, {@code _redirects}, {@code vercel.json} and {@code 404.html}. Paths in it are
 * patterns: a segment {@code :name} stands for any one segment, one {@code *} for everything.
 *
 * @param headers put on files whose path matches, all that match
 * @param redirects the first that matches counts
 * @param notFound the page for paths where nothing is; null for none
 * @param warnings what was not understood, or is not done here, with file and line
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record Hosting(
    List<Headers> headers,
    List<Redirect> redirects,
    @Nullable String notFound,
    List<String> warnings) {

  /**
   * @param set name → value, replacing what the door says by itself
   */
  record Headers(String path, Map<String, String> set) {}

  /**
   * @param to a path of the same site, or, if the status is a redirect's, a whole address; {@code
   *     :name} and {@code :splat} in it stand for what matched
   * @param status 200 and 404 serve another file, 301, 302, 303, 307 and 308 redirect
   * @param force whether it goes before a file that is there
   */
  record Redirect(String from, String to, int status, boolean force) {}

  boolean isEmpty() {
    return headers.isEmpty() && redirects.isEmpty() && notFound == null && warnings.isEmpty();
  }
}
