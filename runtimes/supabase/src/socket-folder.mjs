// A folder for one Unix socket that a function may use. Deno lets a function write at the socket's path, and so make a file or a
// whole tree in its place; once the folder is closed the system does not.
import fs from "node:fs";
import path from "node:path";

export class SocketFolder {
  #folder;

  /** @param folder is made here; whoever may write in the folder above may also open it again */
  constructor(folder) {
    this.#folder = folder;
    fs.mkdirSync(folder, { mode: 0o700 });
  }

  get socket() {
    return path.join(this.#folder, "socket");
  }

  /** Whether something else was made where the socket belongs. */
  get isAbused() {
    const found = fs.lstatSync(this.socket, { throwIfNoEntry: false });
    return found !== undefined && !found.isSocket();
  }

  /** Nothing can be made or removed in it any more by programs without the capabilities of root. */
  close() {
    fs.chmodSync(this.#folder, 0o500);
  }

  remove() {
    if (!fs.existsSync(this.#folder)) return;
    fs.chmodSync(this.#folder, 0o700);
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }
}
