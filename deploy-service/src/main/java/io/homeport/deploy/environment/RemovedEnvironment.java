package io.homeport.deploy.environment;

import io.homeport.contracts.EnvironmentId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A removed environment as it was, to be there again.
 *
 * @param host where it was reached; another environment may have it now
 * @param release what served, and is to serve once the data is there
 */
public record RemovedEnvironment(
    EnvironmentId id,
    UUID app,
    String name,
    String host,
    EnvironmentKeys keys,
    @Nullable UUID release,
    int sleepAfterMinutes,
    long maxBodyBytes,
    String createdBy,
    Instant createdAt) {}
