package io.homeport.deploy.variable;

/**
 * A variable of an environment.
 *
 * @param value at most {@value #LONGEST} characters
 * @param secret whether the value is never shown again
 */
record Variable(String value, boolean secret) {

  static final int LONGEST = 32_768;

  @Override
  public String toString() {
    return "Variable[" + (secret ? "***" : value) + "]";
  }
}
