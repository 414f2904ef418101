// One connection that listens to PostgreSQL's notifications, for as long as the server is up: when the database goes
// away it comes back by itself. (The driver's own listen() gives up when the first attempt to reconnect fails.)
// Notifications sent while it is away are lost.
import postgres from "postgres";

const RETRY_MS = 500;

export class Listener {
  #handlers = new Map();
  #client = null;
  #stopped = false;
  #retry = null;

  constructor({ databaseUrl, log }) {
    this.databaseUrl = databaseUrl;
    this.log = log;
  }

  /** Before start. @param handler gets the notification's payload */
  on(channel, handler) {
    this.#handlers.set(channel, handler);
  }

  /** Rejects when the first connection fails. */
  async start() {
    const client = postgres(this.databaseUrl, {
      max: 1,
      idle_timeout: null,
      max_lifetime: null,
      onnotice: () => {},
      connection: { application_name: "homeport-listener" },
      onnotify: (channel, payload) => this.#handlers.get(channel)?.(payload),
      onclose: () => this.#again(client),
    });
    this.#client = client;
    for (const channel of this.#handlers.keys()) await client`listen ${client(channel)}`;
  }

  async stop() {
    this.#stopped = true;
    clearTimeout(this.#retry);
    await this.#client?.end({ timeout: 1 });
  }

  #again(client) {
    if (this.#stopped || client !== this.#client) return;
    this.#client = null;
    this.log.warn("lost the connection that listens to the database");
    client.end({ timeout: 0 });
    const attempt = async () => {
      try {
        await this.start();
        this.log.info("listening to the database again");
      } catch {
        this.#client?.end({ timeout: 0 });
        this.#client = null;
        if (!this.#stopped) this.#retry = setTimeout(attempt, RETRY_MS);
      }
    };
    this.#retry = setTimeout(attempt, RETRY_MS);
  }
}
