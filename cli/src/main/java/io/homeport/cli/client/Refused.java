package io.homeport.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.homeport.cli.CommandFailed;
import io.homeport.cli.ExitCode;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The server refused a request.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
public final class Refused extends CommandFailed {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  private Refused(int status, String code, String what, @Nullable String remedy) {
    super(ExitCode.ofStatus(status), what, remedy);
    this.status = status;
    this.code = code;
  }

  public int status() {
    return status;
  }

  /** The stable name of the problem, such as {@code spec-not-approved}. */
  public String code() {
    return code;
  }

  /** Reads problem details; whatever else the body is, the status is told. */
  static Refused of(int status, String request, String body) {
    JsonNode problem = parse(body);
    String detail = problem.path("detail").asText("");
    String type = problem.path("type").asText("");
    String what =
        detail.isEmpty()
            ? "%s was answered with status %d.".formatted(request, status)
            : withFields(detail, problem.path("errors"));
    return new Refused(
        status, type.substring(type.lastIndexOf(':') + 1), what, remedy(status, problem));
  }

  private static JsonNode parse(String body) {
    try {
      JsonNode node = Json.MAPPER.readTree(body);
      return node == null ? Json.MAPPER.createObjectNode() : node;
    } catch (JsonProcessingException notJson) {
      return Json.MAPPER.createObjectNode();
    }
  }

  private static String withFields(String detail, JsonNode errors) {
    StringJoiner fields = new StringJoiner("; ", " (", ")").setEmptyValue("");
    for (JsonNode each : errors) {
      String field = each.path("field").asText();
      if (!detail.contains(field)) {
        fields.add(field + " " + each.path("message").asText());
      }
    }
    return detail + fields;
  }

  private static @Nullable String remedy(int status, JsonNode problem) {
    if (status == 401) {
      return "Sign in: homeport login";
    }
    String told = problem.path("remedy").asText(null);
    return told == null && status == 400 ? "Correct it and try again." : told;
  }
}
