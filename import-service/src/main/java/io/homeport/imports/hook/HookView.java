package io.homeport.imports.hook;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.homeport.contracts.AppId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A hook as the API shows it.
 *
 * @param branches patterns of branches that are imported beside the app's own
 * @param pullRequests whether branches are imported that pull requests are about
 * @param path where the forge sends to, below the door's address
 * @param secret what the forge is given; shown once, when the hook is made
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HookView(
    UUID id,
    AppId app,
    Forge forge,
    List<String> branches,
    boolean pullRequests,
    String path,
    String createdBy,
    Instant createdAt,
    @Nullable String secret) {

  static HookView of(HookRow row, @Nullable String secret) {
    return new HookView(
        row.id,
        new AppId(row.appId),
        Forge.of(row.forge),
        row.branches.lines().toList(),
        row.pullRequests,
        "/api/v1/hooks/%s/%s".formatted(row.appId, row.id),
        row.createdBy,
        row.createdAt,
        secret);
  }

  /** Without the secret, so that it ends in no log. */
  @Override
  public String toString() {
    return "hook " + id;
  }
}
