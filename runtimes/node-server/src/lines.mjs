// Lines of what hostile programs print: never more of one in memory than somebody wants to see.

const MAX_PRINTED = 16_384;
/** Half of a secret, where a line is cut, would not be known as one: so much more is read before secrets are cut out. */
const LONGEST_SECRET = 8_192;

/** So much may be printed in a second, and so much more at once. */
const CHARS_PER_SECOND = 256 * 1024;
const BURST_CHARS = 4 * 1024 * 1024;
/** What a line costs beside its characters. */
const LINE_CHARS = 100;

/**
 * What is printed faster than anybody reads is left out, and counted: logs are kept on a disk.
 *
 * @param take gets each printed line, as it may be seen
 */
export function eachPrintedLine(stream, log, take, now = Date.now) {
  let left = BURST_CHARS;
  let since = now();
  let leftOut = 0;
  eachLine(stream, MAX_PRINTED + LONGEST_SECRET, (line) => {
    left = Math.min(BURST_CHARS, left + ((now() - since) / 1000) * CHARS_PER_SECOND);
    since = now();
    const cost = Math.min(line.length, MAX_PRINTED) + LINE_CHARS;
    if (cost > left) return void leftOut++;
    left -= cost;
    if (leftOut > 0) log.warn("lines that were printed too fast are left out", { lines: leftOut });
    leftOut = 0;
    take(log.redact(line).slice(0, MAX_PRINTED));
  });
}

/**
 * @param most of longer lines, what is beyond so many characters is dropped
 * @param take gets each line that is not empty, without its end
 */
export function eachLine(stream, most, take) {
  let line = "";
  const end = () => {
    if (line.trim()) take(line.replace(/\r$/, ""));
    line = "";
  };
  stream.setEncoding("utf8");
  stream.on("data", (text) => {
    const [first, ...others] = text.split("\n");
    line += first.slice(0, most - line.length);
    for (const other of others) {
      end();
      line = other.slice(0, most);
    }
  });
  stream.on("end", end);
}
