package io.homeport.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was not done, for programs and for people.
 *
 * @param type a stable name, documented in docs/api/problems.md
 * @param detail what went wrong, and with which thing
 * @param remedy what to do next
 * @param errors the fields at fault, where there are any
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
    URI type,
    String title,
    int status,
    String detail,
    @Nullable String remedy,
    @Nullable String instance,
    List<FieldError> errors) {

  /** The media type of a problem. */
  public static final String MEDIA_TYPE = "application/problem+json";

  /** One field of the request that is wrong. */
  public record FieldError(String field, String message) {}

  static Problem of(int status, String code, String title, String detail, @Nullable String remedy) {
    return new Problem(
        URI.create("urn:homeport:problem:" + code), title, status, detail, remedy, null, List.of());
  }

  Problem at(String path) {
    return new Problem(type, title, status, detail, remedy, path, errors);
  }

  Problem with(List<FieldError> fields) {
    return new Problem(type, title, status, detail, remedy, instance, fields);
  }
}
