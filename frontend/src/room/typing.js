/** "Is writing": sent at most every three seconds, and not at all by those who prefer quiet. */
import { words } from "./words.js";

const EVERY = 3000;
const FADES = 6000;

export class Typing {
  #last = 0;
  #timer = null;

  constructor({ place, me, quiet, send, now = Date.now }) {
    Object.assign(this, { place, me, quiet, send, now });
  }

  /** Called on every keystroke. */
  wrote(body) {
    const moment = this.now();
    if (this.quiet || !body.trim() || moment - this.#last < EVERY) return;
    this.#last = moment;
    this.send();
  }

  /** A sent message ends it at once; the next word may be told at once too. */
  sent() {
    this.#last = 0;
  }

  show(members) {
    const others = members.filter((member) => member.id !== this.me);
    this.#write(words.typing(others.map((member) => member.name)));
    clearTimeout(this.#timer);
    // The server says when it ends; should that be lost, it ends by itself.
    if (others.length) this.#timer = setTimeout(() => this.#write(""), FADES);
  }

  #write(sentence) {
    if (this.place) this.place.textContent = sentence;
  }
}
