package io.homeport.imports.hook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A push, as every forge tells it.
 *
 * @param branch what was pushed to
 * @param isDefault whether it is the repository's default branch
 * @param deleted whether the branch is gone
 */
record Push(String branch, boolean isDefault, boolean deleted) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BRANCHES = "refs/heads/";

  /** Empty if the body tells of no branch. */
  static Optional<Push> read(byte[] body) {
    JsonNode json;
    try {
      json = JSON.readTree(body);
    } catch (JsonProcessingException notJson) {
      return Optional.empty();
    } catch (IOException e) {
      throw new IllegalStateException("an array can be read", e);
    }
    String ref = json.path("ref").asText("");
    if (!ref.startsWith(BRANCHES)) {
      return Optional.empty();
    }
    String branch = ref.substring(BRANCHES.length());
    String standard =
        json.at("/repository/default_branch").asText(json.at("/project/default_branch").asText(""));
    return Optional.of(
        new Push(branch, branch.equals(standard), isZeros(json.path("after").asText(""))));
  }

  /**
   * Whether the app is imported from this branch.
   *
   * @param imported the ref of its last import; null where that was the default branch
   */
  boolean concerns(@Nullable String imported) {
    return !deleted && (imported == null ? isDefault : branch.equals(imported));
  }

  /** Git's id of no commit. */
  private static boolean isZeros(String commit) {
    return !commit.isEmpty() && commit.chars().allMatch(each -> each == '0');
  }
}
