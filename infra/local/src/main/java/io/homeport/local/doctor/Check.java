package io.homeport.local.doctor;

/**
 * What was found on this machine of one thing that Homeport needs.
 *
 * @param what the thing
 * @param ok whether it is there, and new or large enough
 * @param required whether Homeport cannot run without it
 * @param found its version, its size, or why it does not do; empty when it is not there
 * @param needed what would do
 * @param remedy what to do when it is not ok
 */
public record Check(
    String what, boolean ok, boolean required, String found, String needed, String remedy) {

  static Check required(String what, boolean ok, String found, String needed, String remedy) {
    return new Check(what, ok, true, found, needed, remedy);
  }

  static Check optional(String what, boolean ok, String found, String needed, String remedy) {
    return new Check(what, ok, false, found, needed, remedy);
  }

  /** True when Homeport cannot run because of this. */
  public boolean isFatal() {
    return required && !ok;
  }
}
