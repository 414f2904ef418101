// When somebody last used what a server serves: a server that nobody uses may be stopped.

/** Requests under way and open connections, such as those of realtime channels, are use for as long as they last. */
export class Use {
  #last = new Date();
  #underWay = 0;

  /** @param isProbe tells requests that ask how the server is, which are no use of it */
  constructor(server, isProbe) {
    server.on("request", (request, response) => {
      if (!isProbe(request)) this.#until(response);
    });
    server.on("upgrade", (request, socket) => this.#until(socket));
  }

  #until(ending) {
    this.#underWay++;
    this.#last = new Date();
    ending.once("close", () => {
      this.#underWay--;
      this.#last = new Date();
    });
  }

  /** The start of the server where there was none yet. */
  get lastRequestAt() {
    return (this.#underWay > 0 ? new Date() : this.#last).toISOString();
  }
}
