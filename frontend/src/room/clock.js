/** The server's time as this browser can know it: moments on the desk are by that clock. */
export class Clock {
  #ahead = 0;

  /** `now`: what the server said when it answered, as an ISO moment. */
  set(now) {
    if (now) this.#ahead = Date.parse(now) - Date.now();
  }

  get now() {
    return Date.now() + this.#ahead;
  }

  /** Whole seconds until a moment; none when it has passed. */
  until(moment) {
    return Math.max(0, Math.ceil((Date.parse(moment) - this.now) / 1000));
  }
}
