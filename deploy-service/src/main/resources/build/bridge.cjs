// Runs a program in a network that has nothing but a loopback interface. What the program sends to the proxy on port 3128
// goes through the Unix socket that was bound into the sandbox.
const net = require("node:net");
const os = require("node:os");
const { spawn } = require("node:child_process");

const [socket, program, ...args] = process.argv.slice(2);

const server = net.createServer({ allowHalfOpen: true }, (near) => {
  const far = net.connect({ path: socket, allowHalfOpen: true });
  const end = () => {
    near.destroy();
    far.destroy();
  };
  near.on("error", end).pipe(far);
  far.on("error", end).pipe(near);
});

server.listen(3128, "127.0.0.1", () => {
  const child = spawn(program, args, { stdio: "inherit" });
  child.on("error", (error) => {
    console.error(error.message);
    process.exit(127);
  });
  child.on("exit", (code, signal) => process.exit(signal ? 128 + os.constants.signals[signal] : code));
});
