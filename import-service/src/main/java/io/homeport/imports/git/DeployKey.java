package io.homeport.imports.git;

/**
 * The key pair with which an app's private repository is read over ssh.
 *
 * @param publicKey one line, as a host of repositories takes it
 * @param reveal the private key, in the format of OpenSSH
 */
public record DeployKey(String publicKey, String reveal) {

  /**
   * Of the public key.
   *
   * @return such as {@code SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU}
   */
  public String fingerprint() {
    return fingerprint(publicKey);
  }

  /** Of a public key as {@link #publicKey} has it. */
  public static String fingerprint(String publicKey) {
    String[] parts = publicKey.split(" ", 3);
    return new HostKey(parts[0], parts[1]).fingerprint();
  }

  @Override
  public String toString() {
    return "the deploy key " + fingerprint();
  }
}
