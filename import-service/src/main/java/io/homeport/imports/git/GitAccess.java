package io.homeport.imports.git;

import java.util.Optional;
import java.util.Set;

/**
 * What a clone may use to be let in, and whom it may trust.
 *
 * @param token for https; sent to its own host alone
 * @param key for ssh
 * @param hostKeys the fingerprints by which the SSH server of the repository is known
 */
public record GitAccess(Optional<GitToken> token, Optional<DeployKey> key, Set<String> hostKeys) {

  /** For public repositories over https. */
  public static final GitAccess NONE = new GitAccess(Optional.empty(), Optional.empty(), Set.of());

  public GitAccess {
    hostKeys = Set.copyOf(hostKeys);
  }

  public GitAccess with(GitToken other) {
    return new GitAccess(Optional.of(other), key, hostKeys);
  }
}
