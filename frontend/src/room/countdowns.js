/**
 * Every part of the room with data-until says how long it is until that moment, by the server's
 * clock; then what its data-over says, or nothing.
 */
import { clockText } from "./clock.js";

const SECOND = 1000;

export class Countdowns {
  constructor({ root, clock }) {
    Object.assign(this, { root, clock });
    setInterval(() => document.hidden || this.look(), SECOND);
  }

  desk() {
    this.look();
  }

  live() {
    this.look();
  }

  look() {
    for (const part of this.root.querySelectorAll("[data-until]")) {
      const left = this.clock.until(part.dataset.until);
      const text = left ? clockText(left) : (part.dataset.over ?? "");
      if (part.textContent !== text) part.textContent = text;
    }
  }
}
