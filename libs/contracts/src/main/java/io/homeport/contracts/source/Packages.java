package io.homeport.contracts.source;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import java.util.Optional;

/**
 * How the packages of a folder are to be installed.
 *
 * @param lockfile the one to install by; empty if there is none
 * @param reason why this one and none of the others
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Packages(
    @JsonPropertyDescription("The folder; empty for the top.") String folder,
    @JsonPropertyDescription("The package manager: npm, pnpm, yarn, bun, pip, poetry, uv, pipenv.")
        String manager,
    @JsonPropertyDescription("The lockfile to install by; absent if there is none.")
        Optional<String> lockfile,
    @JsonPropertyDescription("Why this one and none of the others.") String reason,
    @JsonPropertyDescription("Every lockfile of the folder.") List<Lockfile> lockfiles) {

  public Packages {
    lockfiles = List.copyOf(lockfiles);
  }
}
