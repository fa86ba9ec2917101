/** "Is writing": sent at most every three seconds, and not at all by those who prefer quiet. */
import { words } from "./words.js";

const EVERY = 3000;
const FADES = 6000;

export class Typing {
  #last = 0;
  #others = [];
  #timer = null;

  constructor({ place, me, quiet, send, now = () => Date.now() }) {
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
    this.#others = members.filter((member) => member.id !== this.me);
    this.place.textContent = words.typing(this.#others.map((member) => member.name));
    clearTimeout(this.#timer);
    // The server says when it ends; should that be lost, it ends by itself.
    if (this.#others.length) this.#timer = setTimeout(() => this.show([]), FADES);
  }

  /** Who has just said it is no longer writing it. */
  said(author) {
    const still = this.#others.filter((member) => member.id !== author);
    if (still.length < this.#others.length) this.show(still);
  }
}
