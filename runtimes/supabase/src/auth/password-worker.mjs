// A thread that hashes passwords: it takes a processor for a while, in which the server answers others.
import { parentPort } from "node:worker_threads";
import bcrypt from "bcryptjs";

const BCRYPT_ROUNDS = 10;
/** Of a password nobody knows: an unknown address takes as long to refuse as a wrong password. */
const NOBODYS = bcrypt.hashSync("nobody's", BCRYPT_ROUNDS);

parentPort.on("message", ({ id, password, hash }) => {
  try {
    const result = hash === undefined ? bcrypt.hashSync(password, BCRYPT_ROUNDS) : bcrypt.compareSync(password, hash || NOBODYS) && Boolean(hash);
    parentPort.postMessage({ id, result });
  } catch {
    parentPort.postMessage({ id, failed: true });
  }
});
