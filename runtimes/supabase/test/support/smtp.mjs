// A mail server on loopback that keeps what it gets (SMTP, RFC 5321, as much as a client needs).
import net from "node:net";

/** @returns the port, and the mails that arrived: `{from, to, headers, html, text}` */
export function startSmtp() {
  const mails = [];
  const server = net.createServer((socket) => {
    let mail = { to: [] };
    let buffered = "";
    let inData = false;
    const say = (line) => socket.write(`${line}\r\n`);
    say("220 mail.example.com ESMTP");
    socket.on("error", () => {});
    socket.setEncoding("utf8").on("data", (text) => {
      buffered += text;
      for (let end = buffered.indexOf("\r\n"); end >= 0; end = buffered.indexOf("\r\n")) {
        const line = buffered.slice(0, end);
        if (inData) {
          const over = buffered.indexOf("\r\n.\r\n");
          if (over < 0) return;
          mails.push({ ...mail, ...readMessage(buffered.slice(0, over)) });
          buffered = buffered.slice(over + 5);
          [mail, inData] = [{ to: [] }, false];
          say("250 kept");
          continue;
        }
        buffered = buffered.slice(end + 2);
        const [, verb, address] = /^(\w+)(?:.*<(.*)>)?/.exec(line) ?? [];
        switch (verb?.toUpperCase()) {
          case "EHLO": case "HELO": say("250 mail.example.com"); break;
          case "MAIL": mail.from = address; say("250 ok"); break;
          case "RCPT": mail.to.push(address); say("250 ok"); break;
          case "DATA": inData = true; say("354 go on"); break;
          case "QUIT": say("221 bye"); socket.end(); break;
          default: say("250 ok");
        }
      }
    });
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () =>
    resolve({ port: server.address().port, mails, stop: () => new Promise((done) => server.close(done)) })));
}

function readMessage(message) {
  const [head, ...rest] = message.split("\r\n\r\n");
  const headers = headersOf(head);
  const boundary = /boundary="?([^";]+)/.exec(headers["content-type"])?.[1];
  const parts = boundary ? rest.join("\r\n\r\n").split(`--${boundary}`).slice(1, -1).map((part) => part.replace(/^\r\n/, "")) : [message];
  const contents = parts.map((part) => {
    const [partHead, ...body] = part.split("\r\n\r\n");
    const partHeaders = headersOf(partHead);
    return [partHeaders["content-type"], decode(body.join("\r\n\r\n"), partHeaders["content-transfer-encoding"])];
  });
  const contentOf = (type) => contents.find(([is]) => is?.startsWith(type))?.[1];
  return { headers, text: contentOf("text/plain"), html: contentOf("text/html") };
}

function headersOf(head) {
  const lines = head.replace(/\r\n[ \t]+/g, " ").split("\r\n");
  return Object.fromEntries(lines.map((line) => /^([^:]+):\s*(.*)$/.exec(line)?.slice(1) ?? ["", ""]).map(([name, value]) => [name.toLowerCase(), value]));
}

function decode(body, encoding) {
  if (encoding === "base64") return Buffer.from(body, "base64").toString("utf8");
  if (encoding !== "quoted-printable") return body;
  const bytes = body.replace(/=\r\n/g, "").replace(/=([0-9A-F]{2})/g, (whole, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}
