package io.homeport.deploy.environment;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the process is that serves an environment.
 *
 * @param state {@code running}, {@code asleep}, or {@code restarting} when it ended or does not
 *     start
 * @param reason why it is so; of one that runs, why it does not sleep although it may
 * @param since when it was first seen so
 * @param failures how often in a row it ended, or did not start
 * @param nextTry when it is started again
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BackendView(
    String state,
    @Nullable String reason,
    Instant since,
    int failures,
    @Nullable Instant nextTry) {}
