package io.homeport.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list, newest first.
 *
 * @param next the cursor of the following page; null on the last one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Page<T>(List<T> items, @Nullable String next) {

  /** The most that one page holds. */
  public static final int MOST = 100;

  /**
   * Makes a page from rows that were read one beyond the wanted number.
   *
   * @param rows at most {@code limit + 1} rows, newest first
   * @param id the time-ordered id that rows are sorted by
   */
  public static <R, T> Page<T> of(
      List<R> rows, int limit, Function<R, UUID> id, Function<R, T> shown) {
    boolean more = rows.size() > limit;
    List<R> kept = more ? rows.subList(0, limit) : rows;
    String next = more ? Cursor.after(id.apply(kept.getLast())).text() : null;
    return new Page<>(kept.stream().map(shown).toList(), next);
  }

  /** The page with a {@code Link} to the next one. */
  public RestResponse<Page<T>> respond(UriInfo uri) {
    RestResponse.ResponseBuilder<Page<T>> response = RestResponse.ResponseBuilder.ok(this);
    if (next != null) {
      String link = uri.getRequestUriBuilder().replaceQueryParam("cursor", next).build().toString();
      response.header("Link", "<" + link + ">; rel=\"next\"");
    }
    return response.build();
  }
}
