// /realtime/v1/websocket: row changes, broadcast and presence for supabase-js, over PostgreSQL's LISTEN/NOTIFY.
import { randomUUID } from "node:crypto";
import { WebSocketServer } from "ws";
import { createDecoder } from "./realtime-frames.mjs";
import { matchesFilter, readAs, mayUsePrivateTopic } from "./realtime-rows.mjs";

const ROUTE = "/realtime/v1/websocket";
const LOCK_NOT_AVAILABLE = "55P03";
const MAX_MESSAGE_BYTES = 1024 * 1024;
/** A client that reads slower than it is written to is let go; it reconnects. */
const MAX_UNSENT_BYTES = 4 * 1024 * 1024;
/** supabase-js sends a heartbeat every 25 s. */
const SILENT_AFTER_MS = 75_000;

const notFound = (request, socket) => socket.end("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n");

export class Realtime {
  #elsewhere = notFound;
  /** topic → channels joined to it, over all connections */
  #topics = new Map();
  #sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  #nextId = 1;
  #sweeper;

  /** @param listener hears of changes and broadcasts; the caller starts it */
  constructor({ sql, listener, apiKeys, log }) {
    this.sql = sql;
    listener.on("homeport_realtime_change", (text) => this.#guard(this.#onChange(JSON.parse(text))));
    listener.on("homeport_realtime_broadcast", (id) => this.#guard(this.#onDatabaseBroadcast(id)));
    this.apiKeys = apiKeys;
    this.log = log;
  }

  /**
   * Follows the publication and takes connections.
   *
   * @param elsewhere takes connections that are for another path
   */
  async start(server, elsewhere = notFound) {
    await this.#followPublication();
    this.#elsewhere = elsewhere;
    this.#sweeper = setInterval(() => this.#letGoOfSilent(), SILENT_AFTER_MS / 3).unref();
    server.on("upgrade", (request, socket, head) => this.#guard(this.#onUpgrade(request, socket, head)));
  }

  /** A table that is locked for long is left as it is, rather than keeping the app from starting. */
  async #followPublication() {
    try {
      await this.sql.begin(async (transaction) => {
        await transaction`set local lock_timeout = '2s'`;
        await transaction`select realtime.follow_publication()`;
      });
    } catch (error) {
      if (error.code !== LOCK_NOT_AVAILABLE) throw error;
      this.log.warn("a published table was locked: changes of tables published since the last start are not announced");
    }
  }

  stop() {
    clearInterval(this.#sweeper);
    for (const socket of this.#sockets.clients) socket.close(1001, "server is stopping");
    this.#sockets.close();
  }

  /** A peer that vanished closes nothing; without this its presence would stay. */
  #letGoOfSilent() {
    for (const webSocket of this.#sockets.clients) {
      if (Date.now() - webSocket.heardAt > SILENT_AFTER_MS) webSocket.terminate();
    }
  }

  #guard(work) {
    work.catch((error) => this.log.error("realtime failed", { error: error.message }));
  }

  async #onUpgrade(request, socket, head) {
    socket.on("error", () => socket.destroy());
    const url = new URL(request.url, "http://runtime");
    if (url.pathname !== ROUTE) return this.#elsewhere(request, socket, head);
    const key = await this.apiKeys.resolve(url.searchParams.get("apikey"));
    if (!key) return socket.end("HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n");
    const version = url.searchParams.get("vsn") ?? "1.0.0";
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => this.#onConnection(webSocket, version, key.claims));
  }

  #onConnection(webSocket, version, keyClaims) {
    const { decode, encode } = createDecoder(version);
    const channels = new Map();
    const send = (frame) => {
      if (webSocket.bufferedAmount > MAX_UNSENT_BYTES) webSocket.terminate();
      else if (webSocket.readyState === webSocket.OPEN) webSocket.send(encode(frame));
    };
    webSocket.heardAt = Date.now();
    webSocket.on("error", () => webSocket.terminate());
    webSocket.on("close", () => [...channels.keys()].forEach((topic) => this.#leave(channels, topic)));
    webSocket.on("message", (data, isBinary) => {
      webSocket.heardAt = Date.now();
      let frame;
      try {
        frame = decode(data, isBinary);
      } catch {
        return webSocket.close(1003, "unreadable message");
      }
      this.#guard(this.#onFrame(frame, channels, send, keyClaims));
    });
  }

  async #onFrame(frame, channels, send, keyClaims) {
    const { joinRef, ref, topic, event, payload } = frame;
    const reply = (status, response = {}) => send({ joinRef, ref, topic, event: "phx_reply", payload: { status, response } });
    const channel = channels.get(topic);
    if (event === "heartbeat") return reply("ok");
    if (event === "phx_join") return this.#join({ frame, channels, send, reply, keyClaims });
    if (!channel) return undefined;
    if (event === "phx_leave") {
      this.#leave(channels, topic);
      return reply("ok");
    }
    if (event === "access_token") {
      channel.claims = (await this.apiKeys.claimsOf(payload.access_token)) ?? channel.claims;
      return undefined;
    }
    if (event === "broadcast") {
      if (channel.mayWrite) this.#toTopic(topic, "broadcast", payload, (other) => other !== channel || channel.config.broadcast?.self);
      return channel.config.broadcast?.ack ? reply(channel.mayWrite ? "ok" : "error") : undefined;
    }
    if (event === "presence") {
      if (channel.mayWrite) this.#track(channel, payload);
      return reply(channel.mayWrite ? "ok" : "error");
    }
    return undefined;
  }

  async #join({ frame: { joinRef, topic, payload }, channels, send, reply, keyClaims }) {
    const config = payload.config ?? {};
    const claims = payload.access_token ? await this.apiKeys.claimsOf(payload.access_token) : keyClaims;
    if (!claims) return reply("error", { reason: "Invalid or expired access token" });
    const access = config.private
      ? await mayUsePrivateTopic(this.sql, claims, topic.replace(/^realtime:/, ""))
      : { read: true, write: true };
    if (!access.read) {
      return reply("error", { reason: "Unauthorized: You do not have permissions to read from this Channel topic" });
    }
    this.#leave(channels, topic);
    const subscriptions = (config.postgres_changes ?? []).map((wanted) => ({ ...wanted, id: this.#nextId++ }));
    const channel = {
      topic,
      config,
      claims,
      subscriptions,
      mayWrite: access.write,
      presenceKey: config.presence?.key || randomUUID(),
      presence: null,
      send: (event, body) => send({ joinRef, ref: null, topic, event, payload: body }),
      close: () => this.#leave(channels, topic),
    };
    channels.set(topic, channel);
    if (!this.#topics.has(topic)) this.#topics.set(topic, new Set());
    this.#topics.get(topic).add(channel);
    reply("ok", { postgres_changes: subscriptions });
    channel.send("presence_state", this.#presenceOf(topic));
    if (subscriptions.length > 0) {
      channel.send("system", {
        message: "Subscribed to PostgreSQL",
        status: "ok",
        extension: "postgres_changes",
        channel: topic.replace(/^realtime:/, ""),
      });
    }
    return undefined;
  }

  #leave(channels, topic) {
    const channel = channels.get(topic);
    if (!channel) return;
    channels.delete(topic);
    const joined = this.#topics.get(topic);
    joined?.delete(channel);
    if (joined?.size === 0) this.#topics.delete(topic);
    if (channel.presence) {
      this.#toTopic(topic, "presence_diff", { joins: {}, leaves: { [channel.presenceKey]: { metas: [channel.presence] } } });
    }
  }

  #track(channel, { event, payload }) {
    const before = channel.presence;
    channel.presence = event === "untrack" ? null : { ...payload, phx_ref: String(this.#nextId++) };
    const metas = (presence) => (presence ? { [channel.presenceKey]: { metas: [presence] } } : {});
    this.#toTopic(channel.topic, "presence_diff", { joins: metas(channel.presence), leaves: metas(before) });
  }

  #presenceOf(topic) {
    const present = [...(this.#topics.get(topic) ?? [])].filter((channel) => channel.presence);
    return Object.fromEntries(present.map((channel) => [channel.presenceKey, { metas: [channel.presence] }]));
  }

  #toTopic(topic, event, payload, wants = () => true) {
    for (const channel of this.#topics.get(topic) ?? []) if (wants(channel)) channel.send(event, payload);
  }

  async #onDatabaseBroadcast(id) {
    const [message] = await this.sql`select topic, event, payload, private from realtime.messages where id = ${id}`;
    if (!message) return;
    const payload = { type: "broadcast", event: message.event, payload: message.payload, meta: { id } };
    this.#toTopic(`realtime:${message.topic}`, "broadcast", payload, (channel) => Boolean(channel.config.private) === message.private);
  }

  /** Sends a change to who subscribed to it and may see the row; each distinct reader reads the row once. */
  async #onChange(change) {
    const rows = new Map();
    const readOnce = (claims) => {
      const reader = JSON.stringify(claims);
      if (!rows.has(reader)) rows.set(reader, readAs(this.sql, claims, change));
      return rows.get(reader);
    };
    const channels = [...this.#topics.values()].flatMap((joined) => [...joined]);
    await Promise.all(channels.map((channel) => this.#deliver(channel, change, readOnce)));
  }

  async #deliver(channel, change, readOnce) {
    const wanted = channel.subscriptions.filter((it) => isAbout(it, change));
    if (wanted.length === 0) return;
    if (channel.claims.exp && channel.claims.exp * 1000 < Date.now()) {
      channel.send("system", { status: "error", message: "Access token has expired", extension: "postgres_changes", channel: channel.topic });
      channel.send("phx_close", {});
      channel.close();
      return;
    }
    const isDelete = change.type === "DELETE";
    const row = isDelete ? {} : await readOnce(channel.claims);
    if (!row) return;
    const ids = wanted.filter((it) => isDelete || matchesFilter(it.filter, row)).map((it) => it.id);
    if (ids.length === 0) return;
    channel.send("postgres_changes", {
      ids,
      data: {
        type: change.type,
        schema: change.schema,
        table: change.table,
        commit_timestamp: change.at,
        columns: [],
        record: row,
        old_record: change.type === "INSERT" ? {} : change.key,
        errors: null,
      },
    });
  }
}

function isAbout({ schema = "public", table, event }, change) {
  return (
    (schema === "*" || schema === change.schema) &&
    (!table || table === "*" || table === change.table) &&
    (event === "*" || event === change.type)
  );
}
