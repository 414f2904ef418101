package io.homeport.imports.hook;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.homeport.contracts.AppId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A hook as the API shows it.
 *
 * @param path where the forge sends to, below the door's address
 * @param secret what the forge is given; shown once, when the hook is made
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HookView(
    UUID id,
    AppId app,
    Forge forge,
    String path,
    String createdBy,
    Instant createdAt,
    @Nullable String secret) {

  static HookView of(HookRow row, @Nullable String secret) {
    return new HookView(
        row.id,
        new AppId(row.appId),
        Forge.of(row.forge),
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
