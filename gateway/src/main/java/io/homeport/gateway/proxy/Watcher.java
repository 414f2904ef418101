package io.homeport.gateway.proxy;

/** Is told what becomes of a request at its backend. */
public interface Watcher {

  /** The head of the answer is there, so many nanoseconds after the request was taken. */
  void answered(long nanos);

  /** A WebSocket that the backend had agreed to is closed. */
  void socketClosed();

  /** Looks away. */
  Watcher NOBODY =
      new Watcher() {
        @Override
        public void answered(long nanos) {}

        @Override
        public void socketClosed() {}
      };
}
