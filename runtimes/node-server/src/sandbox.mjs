// What an app's server sees: the system's programs, its own folder, a /tmp of its own, no network but its own loopback.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const PARTS = path.dirname(fileURLToPath(import.meta.url));
const SYSTEM_LINKS = ["bin", "sbin", "lib", "lib64"];
const DEVICES = ["null", "zero", "full", "random", "urandom"];
const CERTIFICATES = "/etc/ssl";
const TMP_BYTES = 512 * 1024 * 1024;
const SMALL_BYTES = 1024 * 1024;
const MAX_FILE_BYTES = 512 * 1024 * 1024;

/** Memory that a Node process needs beside its heap: code, buffers, the stacks of its threads. */
const BESIDE_THE_HEAP_MIB = 1024;

/** Where things are inside. */
export const INSIDE = { app: "/app", parts: "/homeport", out: "/out", entry: "/entry", node: "/node" };

/** Folders in which frameworks keep what they can make again; where the app has them, they can be written. */
const SCRATCH_FOLDERS = [".next/cache"];

/**
 * The command that runs `program` confined. Its environment is empty: secrets must not be in arguments, so the program
 * is told by other ways.
 *
 * No `--dev`: bubblewrap makes it in a user namespace of its own, in which the capability to listen on ports under 1024
 * means nothing for the network. That network has nobody else in it.
 *
 * @param app the folder of the app's server
 * @param node the program that the app runs with; absent for the one that runs this
 * @param out the folder of the socket that leads out; sockets in a read-only folder can be connected to
 * @param entry a folder in which the way in is made. It is the only thing here that can be written and lies on a disk: take the
 *   socket and the folder away before any code of the app runs
 * @see https://github.com/containers/bubblewrap/blob/v0.8.0/bwrap.xml
 */
export function confined(program, { app, node, out, entry, memoryMb }) {
  return [
    "prlimit",
    `--data=${(memoryMb + BESIDE_THE_HEAP_MIB) * 1024 * 1024}`,
    `--fsize=${MAX_FILE_BYTES}`,
    "--nofile=16384",
    "--nproc=4096",
    "--core=0",
    "--",
    "bwrap",
    "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-net",
    "--die-with-parent", "--new-session",
    "--cap-drop", "ALL", "--cap-add", "CAP_NET_BIND_SERVICE",
    "--ro-bind", "/usr", "/usr",
    ...SYSTEM_LINKS.filter((name) => fs.existsSync(`/usr/${name}`)).flatMap((name) => ["--symlink", `usr/${name}`, `/${name}`]),
    "--proc", "/proc",
    "--size", String(SMALL_BYTES), "--tmpfs", "/dev",
    ...DEVICES.flatMap((name) => ["--dev-bind", `/dev/${name}`, `/dev/${name}`]),
    "--symlink", "/proc/self/fd", "/dev/fd", "--size", String(TMP_BYTES), "--tmpfs", "/dev/shm",
    "--size", String(TMP_BYTES), "--tmpfs", "/tmp",
    ...(fs.existsSync(CERTIFICATES) ? ["--ro-bind", CERTIFICATES, CERTIFICATES] : []),
    ...nodeOutsideUsr(),
    ...(node ? ["--ro-bind", node, INSIDE.node] : []),
    "--ro-bind", PARTS, INSIDE.parts,
    "--ro-bind", app, INSIDE.app,
    ...SCRATCH_FOLDERS.filter((folder) => fs.existsSync(path.join(app, folder))).flatMap((folder) => ["--size", String(TMP_BYTES), "--tmpfs", `${INSIDE.app}/${folder}`]),
    "--ro-bind", out, INSIDE.out,
    "--bind", entry, INSIDE.entry,
    ...["resolv.conf", "hosts", "nsswitch.conf"].flatMap((file) => ["--ro-bind", path.join(PARTS, "etc", file), `/etc/${file}`]),
    // Else the root itself were a folder in memory without bounds.
    "--remount-ro", "/",
    "--chdir", INSIDE.app,
    "--clearenv",
    "--",
    ...program,
  ];
}

function nodeOutsideUsr() {
  const prefix = path.dirname(path.dirname(fs.realpathSync(process.execPath)));
  return prefix === "/usr" || prefix.startsWith("/usr/") ? [] : ["--ro-bind", prefix, prefix];
}
