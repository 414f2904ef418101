// Lines of what hostile programs print: never more of one in memory than somebody wants to see.

const MAX_PRINTED = 16_384;
/** Half of a secret, where a line is cut, would not be known as one: so much more is read before secrets are cut out. */
const LONGEST_SECRET = 8_192;

/** @param take gets each printed line, as it may be seen */
export function eachPrintedLine(stream, log, take) {
  eachLine(stream, MAX_PRINTED + LONGEST_SECRET, (line) => take(log.redact(line).slice(0, MAX_PRINTED)));
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
