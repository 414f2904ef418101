// Takes over the port of a listener that kept it while this server was asleep.
import fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const STEP_MS = 4;
const LONGEST_MS = 10_000;

/**
 * Says by the file HOMEPORT_PORT_WANTED that the port is wanted now, and listens once it is free. Until then whoever keeps the port
 * takes visitors' connections. Without that variable it listens at once.
 *
 * @param listen listens, or rejects with EADDRINUSE
 */
export async function listenInTurn(listen) {
  const asked = process.env.HOMEPORT_PORT_WANTED;
  if (!asked) return listen();
  delete process.env.HOMEPORT_PORT_WANTED;
  fs.writeFileSync(asked, "");
  for (const deadline = Date.now() + LONGEST_MS; ; ) {
    try {
      return await listen();
    } catch (error) {
      if (error.code !== "EADDRINUSE" || Date.now() > deadline) throw error;
      await sleep(STEP_MS);
    }
  }
}
