package io.homeport.bench.running;

import io.homeport.cli.client.Journey;
import io.homeport.cli.client.LocalStack;
import io.homeport.cli.signin.Issuer;
import io.homeport.cli.signin.IssuerAddress;
import io.homeport.cli.signin.Session;
import java.net.URI;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The stack that runs from this working tree, as its demo's owner meets it.
 *
 * @param door where the door listens
 * @param state the folder of the stack's state
 */
record Stack(URI door, Path state, Session session) {

  /**
   * Signs in at the running stack.
   *
   * @throws IllegalStateException if none runs
   */
  static Stack running() {
    LocalStack local = LocalStack.find().orElseThrow(Stack::notRunning);
    URI named = local.door().orElseThrow(Stack::notRunning);
    URI door = URI.create("http://127.0.0.1:" + named.getPort());
    return new Stack(
        door,
        local.state(),
        Session.of(door, Issuer.at(IssuerAddress.of(door)).password("ada", "ada")));
  }

  private static IllegalStateException notRunning() {
    return new IllegalStateException("The stack is not running. Run ./homeport demo first.");
  }

  /**
   * The steps of bringing apps home.
   *
   * @param teller gets the lines of progress
   */
  Journey journey(Consumer<String> teller) {
    return new Journey(session.api(), teller);
  }
}
