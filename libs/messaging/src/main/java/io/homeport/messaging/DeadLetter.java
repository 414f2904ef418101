package io.homeport.messaging;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A record that a consumer could not take, kept whole so that it can be replayed.
 *
 * @param consumer who could not take it
 * @param reason what went wrong
 * @param replayedAt when a replay took it; null while it waits
 */
public record DeadLetter(
    UUID id,
    String consumer,
    String topic,
    @Nullable String key,
    @JsonIgnore Map<String, String> headers,
    @JsonIgnore byte @Nullable [] payload,
    String type,
    String reason,
    Instant failedAt,
    @Nullable Instant replayedAt) {}
