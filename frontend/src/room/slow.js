/**
 * Slow mode: how long one has to wait before the next message, beside the button that sends. What
 * is written stays in the box meanwhile. The server decides; this only says it beforehand.
 */
import { clockText } from "./clock.js";
import { slot } from "./item.js";
import { words } from "./words.js";

const SECOND = 1000;

export class Slow {
  #seconds = 0;
  #last = null;

  constructor({ root, form, me, reader, composer, clock, announce }) {
    Object.assign(this, { root, me, reader, composer, clock, announce, held: false });
    if (!form) return;
    this.place = slot(form, "wait");
    composer.hold = () => this.#hold();
    setInterval(() => this.#look(), SECOND);
  }

  /** In whole seconds. The server's moments leave out what is below a second: hence one more. */
  get wait() {
    if (!this.#seconds || !this.#last || this.reader.can.includes("host")) return 0;
    const free = Date.parse(this.#last) + (this.#seconds + 1) * SECOND;
    return Math.min(this.#seconds, this.clock.until(new Date(free).toISOString()));
  }

  desk({ slow }) {
    this.#seconds = slow;
    const own = this.root.querySelectorAll(`[data-slot=items] > [data-author="${this.me.id}"]`);
    this.#last ??= [...own].at(-1)?.querySelector("[data-slot=at] time")?.dateTime ?? null;
    this.#look();
  }

  shown(items) {
    const own = items.filter((item) => item.author.id === this.me.id).map((item) => item.at);
    this.#last = [this.#last, ...own].filter(Boolean).sort().at(-1) ?? null;
    this.#look();
  }

  /** The box says it without the number, which stands beside the button and runs. */
  #hold() {
    if (!this.wait) return "";
    this.held = true;
    this.announce(words.slowWait(this.wait));
    return words.slowHold;
  }

  #look() {
    if (!this.place) return;
    const wait = this.wait;
    if (this.held && !wait) {
      this.held = false;
      this.composer.refuse("");
      this.announce(words.writeAgain);
    }
    this.place.hidden = wait === 0;
    this.place.textContent = wait ? clockText(wait) : "";
  }
}
