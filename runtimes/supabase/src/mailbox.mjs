// The development mailbox: mails of the app (confirmation, magic link, password reset) become JSON files, one each.
// They hold working links, so they are readable by their owner alone.
import { randomUUID } from "node:crypto";
import fs from "node:fs/promises";
import path from "node:path";

/** lite's email driver interface. Files are named by time, so that their order is the order of sending. */
export class Mailbox {
  constructor(directory) {
    this.directory = directory;
  }

  async send({ to, subject, text, html }) {
    const at = new Date().toISOString();
    const name = `${at.replace(/[:.]/g, "-")}-${randomUUID().slice(0, 8)}.json`;
    await fs.mkdir(this.directory, { recursive: true, mode: 0o700 });
    const unfinished = path.join(this.directory, `.${name}`);
    await fs.writeFile(unfinished, JSON.stringify({ at, to, subject, text, html }, null, 2), { mode: 0o600 });
    await fs.rename(unfinished, path.join(this.directory, name));
  }
}
