package io.homeport.imports.hook;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.homeport.contracts.ImportId;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a forge sent, not yet believed.
 *
 * @param header gives a header of the request, empty if it is absent
 */
record Delivery(UUID app, UUID hook, byte[] body, Function<String, Optional<String>> header) {

  /**
   * What became of it.
   *
   * @param importId the import that it started; absent if it started none
   * @param why it started none
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Outcome(@Nullable ImportId importId, @Nullable String why) {

    static Outcome started(ImportId id) {
      return new Outcome(id, null);
    }

    static Outcome ignored(String why) {
      return new Outcome(null, why);
    }
  }
}
