package io.homeport.backup.backup;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.homeport.backup.moment.MomentRange;
import io.homeport.contracts.Failure;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which moments an environment can be restored to: all from the earliest to the latest, to the
 * second.
 *
 * @param failure why there are none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MomentsView(
    @Nullable Instant earliest, @Nullable Instant latest, @Nullable Failure failure) {

  static MomentsView of(MomentRange range, Instant environmentReady) {
    Instant earliest =
        range.earliest().isAfter(environmentReady) ? range.earliest() : environmentReady;
    return new MomentsView(earliest, range.latest(), null);
  }

  static MomentsView none(Failure why) {
    return new MomentsView(null, null, why);
  }

  boolean has(Instant moment) {
    return earliest != null
        && latest != null
        && !moment.isBefore(earliest)
        && !moment.isAfter(latest);
  }
}
