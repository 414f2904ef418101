package io.homeport.cli.signin;

import io.homeport.cli.CommandFailed;
import io.homeport.cli.ExitCode;
import io.homeport.cli.client.Api;
import java.net.URI;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** A signed-in person at one server, whose access token is renewed before it ends. */
public final class Session {
  private final URI server;
  private final Consumer<Tokens> onRenewed;
  private final ReentrantLock renewing = new ReentrantLock();
  private volatile Tokens tokens;

  private Session(URI server, Tokens tokens, Consumer<Tokens> onRenewed) {
    this.server = server;
    this.tokens = tokens;
    this.onRenewed = onRenewed;
  }

  /**
   * The session that is kept for a server.
   *
   * @throws CommandFailed if nobody is signed in, or nothing answers that one could sign in at
   */
  public static Session stored(URI server, Credentials credentials) {
    Tokens tokens = credentials.get(server).orElseThrow(() -> notSignedIn(server));
    return new Session(server, tokens, fresh -> credentials.put(server, fresh));
  }

  private static CommandFailed notSignedIn(URI server) {
    IssuerAddress.requireAnswer(server);
    return new CommandFailed(
        ExitCode.FORBIDDEN, "You are not signed in at " + server + ".", "Sign in: homeport login");
  }

  /** A session that is kept nowhere. */
  public static Session of(URI server, Tokens tokens) {
    return new Session(server, tokens, fresh -> {});
  }

  public Tokens tokens() {
    return tokens;
  }

  /** The API as this person sees it. */
  public Api api() {
    return new Api(server, this::accessToken);
  }

  private String accessToken() {
    if (tokens.isFresh(Instant.now())) {
      return tokens.accessToken();
    }
    renewing.lock();
    try {
      if (!tokens.isFresh(Instant.now())) {
        renew();
      }
      return tokens.accessToken();
    } finally {
      renewing.unlock();
    }
  }

  private void renew() {
    String refreshToken = tokens.refreshToken();
    if (refreshToken == null) {
      throw new CommandFailed(
          ExitCode.FORBIDDEN, "Your access token has ended.", "Sign in: homeport login");
    }
    tokens = Issuer.at(tokens.issuer()).refresh(refreshToken);
    onRenewed.accept(tokens);
  }
}
