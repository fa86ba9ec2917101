/** What is being written, kept in this browser only, for one room and one member. */
import { write } from "./unsent.js";

const PAUSE = 300;

export class Draft {
  #timer = null;

  constructor({ storage, key }) {
    this.storage = storage;
    this.key = key;
  }

  read() {
    try {
      const kept = JSON.parse(this.storage.getItem(this.key));
      return typeof kept?.body === "string" ? kept : null;
    } catch {
      return null;
    }
  }

  /** `message` is called when the time has come, so that the last letter is in it. */
  soon(message) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.keep(message()), PAUSE);
  }

  keep(message) {
    clearTimeout(this.#timer);
    write(this.storage, this.key, message.body.trim() ? message : null);
  }
}

/** A shared computer keeps nothing of the member who signs out. */
export function forgetEverything(storage) {
  try {
    Object.keys(storage)
      .filter((key) => key.startsWith("comentor:"))
      .forEach((key) => storage.removeItem(key));
  } catch {
    // Storage is forbidden here, so nothing was ever kept.
  }
}
