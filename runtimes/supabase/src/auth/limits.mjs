// How often something may happen: attempts at a code, mails to an address. Kept in memory, so a restart forgets it.

const MAX_KEYS = 20_000;

export class Limit {
  #times = new Map();

  /**
   * @param count how often within the window
   * @param windowMs length of the window
   */
  constructor({ count, windowMs, now = Date.now }) {
    this.count = count;
    this.windowMs = windowMs;
    this.now = now;
  }

  /** Milliseconds until it may happen once more; 0 is now. */
  waitMs(key) {
    const recent = this.#recent(key);
    return recent.length < this.count ? 0 : recent[recent.length - this.count] + this.windowMs - this.now();
  }

  /** Counts one. Of too many keys the oldest are forgotten, so that memory has a bound. */
  add(key) {
    const recent = [...this.#recent(key), this.now()].slice(-this.count);
    this.#times.delete(key);
    this.#times.set(key, recent);
    if (this.#times.size > MAX_KEYS) this.#times.delete(this.#times.keys().next().value);
  }

  forget(key) {
    this.#times.delete(key);
  }

  #recent(key) {
    const since = this.now() - this.windowMs;
    return (this.#times.get(key) ?? []).filter((time) => time > since);
  }
}
