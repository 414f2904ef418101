package io.homeport.backup.destination;

import java.util.Optional;

/** How far apart a destination and what it is to save are. */
public enum Separation {
  /** One broken disk takes both. */
  SAME_DISK("same-disk", "It is on the disk of the apps' databases: one broken disk takes both."),
  /** A fire, a theft or an intruder takes both. */
  SAME_MACHINE(
      "same-machine", "It is on the machine of the apps' databases: what befalls that takes both."),
  ELSEWHERE("elsewhere", "It is on another machine than the apps' databases."),
  UNKNOWN(
      "unknown",
      "Whether it is apart from the apps' databases cannot be told from here: see to it that it is.");

  private final String code;
  private final String text;

  Separation(String code, String text) {
    this.code = code;
    this.text = text;
  }

  /** As the API names it. */
  public String code() {
    return code;
  }

  /** For a person. */
  public String text() {
    return text;
  }

  /** Whether it is known to be no separate storage. */
  public boolean isTooNear() {
    return this == SAME_DISK || this == SAME_MACHINE;
  }

  /** Where a server is. */
  enum Host {
    HERE,
    ELSEWHERE,
    UNKNOWN
  }

  /**
   * Of a folder.
   *
   * @param folder what it lies on
   * @param server where the databases' server is
   * @param data what its data lie on; absent where this process cannot see that
   */
  static Separation ofFolder(Optional<Disk> folder, Host server, Optional<Disk> data) {
    if (folder.isPresent() && data.isPresent() && folder.get().isSame(data.get())) {
      return SAME_DISK;
    }
    if (folder.isEmpty()) {
      return UNKNOWN;
    }
    if (folder.get().network()) {
      return ELSEWHERE;
    }
    return switch (server) {
      case ELSEWHERE -> ELSEWHERE;
      case UNKNOWN -> UNKNOWN;
      case HERE ->
          data.isPresent() && folder.get().isKnownToBeOther(data.get()) ? SAME_MACHINE : UNKNOWN;
    };
  }

  /** Of a store that is reached over the network. */
  static Separation ofStore(Host store, Host server) {
    if (store == Host.UNKNOWN || server == Host.UNKNOWN) {
      return UNKNOWN;
    }
    return store == Host.HERE && server == Host.HERE ? SAME_MACHINE : ELSEWHERE;
  }
}
