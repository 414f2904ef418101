// Starts child processes that cannot outlive this process, even when it is killed with SIGKILL.
import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** On Linux setpriv (util-linux) makes the kernel kill the child with its parent; elsewhere a guardian process does. */
export function createChildren({ setpriv = hasSetpriv() } = {}) {
  return setpriv ? new KernelBoundChildren() : new GuardedChildren();
}

/** More than Deno keeps in any file of its cache. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;
/** Of root too: else it may write where modes say that nobody may. */
const WITHOUT_CAPABILITIES = ["--bounding-set", "-all", "--inh-caps", "-all"];

class KernelBoundChildren {
  start(program, args, options) {
    const capabilities = process.getuid() === 0 ? WITHOUT_CAPABILITIES : [];
    const limits = ["prlimit", `--fsize=${MAX_FILE_BYTES}`, "--core=0", "--"];
    return spawn("setpriv", ["--pdeathsig", "KILL", "--no-new-privs", ...capabilities, "--", ...limits, program, ...args], options);
  }

  stop() {}
}

class GuardedChildren {
  #guardian = null;

  start(program, args, options) {
    const child = spawn(program, args, options);
    if (child.pid) {
      this.#tell(`+${child.pid}`);
      child.on("exit", () => this.#tell(`-${child.pid}`));
    }
    return child;
  }

  stop() {
    this.#guardian?.stdin.end();
  }

  #tell(line) {
    if (!this.#guardian || this.#guardian.exitCode !== null) {
      this.#guardian = spawn(process.execPath, [fileURLToPath(new URL("guardian.mjs", import.meta.url))], {
        stdio: ["pipe", "ignore", "inherit"],
        env: {},
      });
      this.#guardian.stdin.on("error", () => {});
    }
    this.#guardian.stdin.write(`${line}\n`);
  }
}

function hasSetpriv() {
  return process.platform === "linux" && /--pdeathsig/.test(spawnSync("setpriv", ["--help"], { encoding: "utf8" }).stdout ?? "");
}
