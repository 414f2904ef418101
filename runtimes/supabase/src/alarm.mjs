/** Wakes a loop that works and then waits. A ring while it works is not lost: the next wait returns at once. */
export class Alarm {
  #rung = false;
  #wake = null;

  ring() {
    this.#rung = true;
    this.#wake?.();
  }

  async wait(ms) {
    if (!this.#rung) {
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#rung = false;
    this.#wake = null;
  }
}
