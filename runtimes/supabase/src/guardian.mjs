// Kills the children of a server that died without a chance to do so itself (SIGKILL, out of memory). Reads "+PID" and
// "-PID" lines from the server through a pipe; when the pipe ends, the server is gone, and what is left is killed.
// Used where setpriv, which asks the kernel for the same, is missing.
import { createInterface } from "node:readline";

const guarded = new Set();
const lines = createInterface({ input: process.stdin });

lines.on("line", (line) => {
  const pid = Number(line.slice(1));
  if (line.startsWith("+")) guarded.add(pid);
  else guarded.delete(pid);
});

lines.on("close", () => {
  for (const pid of guarded) {
    try {
      process.kill(pid, "SIGKILL");
    } catch (error) {
      if (error.code !== "ESRCH") throw error;
    }
  }
  process.exit(0);
});

// the server decides when this ends, not a signal that reaches the whole process group
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});
