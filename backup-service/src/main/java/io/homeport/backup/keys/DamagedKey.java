package io.homeport.backup.keys;

/** A wrapped key is not what this master key once wrapped for this purpose. */
public final class DamagedKey extends Exception {

  private static final long serialVersionUID = 1L;

  DamagedKey(Throwable cause) {
    super("The wrapped data key is damaged, or belongs to something else.", cause);
  }
}
