package io.homeport.imports.hook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * What happened to a branch, as every forge tells it.
 *
 * @param isDefault whether it is the repository's default branch
 * @param pullRequest whether it is told because of a pull request
 * @param closed whether the branch is gone, or its pull request closed
 */
record BranchNews(String branch, boolean isDefault, boolean pullRequest, boolean closed) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BRANCHES = "refs/heads/";

  /** GitHub's and Gitea's words, and GitLab's. */
  private static final Set<String> OPENED =
      Set.of("opened", "reopened", "synchronize", "synchronized", "open", "reopen", "update");

  private static final Set<String> CLOSED = Set.of("closed", "close", "merge");

  /** Empty if the body tells of no branch. */
  static Optional<BranchNews> ofPush(byte[] body) {
    JsonNode json = read(body);
    String ref = json.path("ref").asText("");
    return ref.startsWith(BRANCHES)
        ? Optional.of(
            of(
                json,
                ref.substring(BRANCHES.length()),
                false,
                isZeros(json.path("after").asText(""))))
        : Optional.empty();
  }

  /**
   * Empty if it was neither opened, pushed to nor closed, or comes from another repository: what
   * strangers propose is not run with anybody's variables.
   */
  static Optional<BranchNews> ofPullRequest(byte[] body) {
    JsonNode json = read(body);
    JsonNode gitlab = json.path("object_attributes");
    JsonNode request = json.path("pull_request");
    boolean isGitlab = !gitlab.isMissingNode();
    String action = (isGitlab ? gitlab : json).path("action").asText("");
    String branch =
        isGitlab ? gitlab.path("source_branch").asText("") : request.at("/head/ref").asText("");
    boolean own =
        isGitlab
            ? same(gitlab.path("source_project_id"), gitlab.path("target_project_id"))
            : same(request.at("/head/repo/id"), request.at("/base/repo/id"));
    boolean known = OPENED.contains(action) || CLOSED.contains(action);
    return own && known && !branch.isEmpty()
        ? Optional.of(of(json, branch, true, CLOSED.contains(action)))
        : Optional.empty();
  }

  private static BranchNews of(JsonNode json, String branch, boolean pullRequest, boolean closed) {
    String standard =
        json.at("/repository/default_branch").asText(json.at("/project/default_branch").asText(""));
    return new BranchNews(branch, branch.equals(standard), pullRequest, closed);
  }

  private static boolean same(JsonNode one, JsonNode other) {
    return one.isNumber() && one.equals(other);
  }

  /** A missing node if it is no JSON. */
  private static JsonNode read(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException notJson) {
      return JSON.missingNode();
    } catch (IOException e) {
      throw new IllegalStateException("an array can be read", e);
    }
  }

  /** Git's id of no commit. */
  private static boolean isZeros(String commit) {
    return !commit.isEmpty() && commit.chars().allMatch(each -> each == '0');
  }
}
