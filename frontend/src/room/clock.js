/** The server's time as this browser can know it: moments on the desk are by that clock. */
export class Clock {
  #ahead = 0;

  constructor({ now } = {}) {
    this.set(now);
  }

  /** `now`: what the server said when it answered, as an ISO moment. */
  set(now) {
    if (now) this.#ahead = Date.parse(now) - Date.now();
  }

  get now() {
    return Date.now() + this.#ahead;
  }

  /** Whole seconds until a moment; none when it has passed, or when there is no moment. */
  until(moment) {
    return moment ? Math.max(0, Math.ceil((Date.parse(moment) - this.now) / 1000)) : 0;
  }

  /** Whole seconds since a moment; none while it is still to come. */
  since(moment) {
    return Math.max(0, Math.floor((this.now - Date.parse(moment)) / 1000));
  }
}

/** Seconds as people read them on a clock: 0:07, 12:30, 1:05:00. */
export function clockText(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  const rest = two(seconds % 60);
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${rest}`;
}
