package io.homeport.deploy.runtime;

import java.util.Optional;

/** An app that is nothing but files: the door serves them, and no process is needed. */
final class StaticRuntime implements Runtime {

  @Override
  public String name() {
    return "static";
  }

  @Override
  public Optional<BackendForm> backend() {
    return Optional.empty();
  }
}
