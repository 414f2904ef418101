package io.homeport.imports.git;

import io.homeport.processes.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes deploy keys with OpenSSH's own program. */
public final class DeployKeyMaker {

  /**
   * Makes a new Ed25519 key pair.
   *
   * @param keys the folder for keys while they are worked with; nothing stays in it
   * @param comment what the public key ends with, so that it is recognised where it is added
   * @throws io.homeport.processes.ProcessException if ssh-keygen is missing or fails
   */
  public static DeployKey make(Path keys, String comment) throws IOException {
    try (KeyFolder folder = KeyFolder.in(keys)) {
      Path file = folder.file("key");
      Processes.run(OpenSsh.keygen(file, comment)).orThrow();
      return new DeployKey(
          Files.readString(folder.file("key.pub")).strip(), Files.readString(file));
    }
  }

  private DeployKeyMaker() {}
}
