/**
 * The state of the line, in words: nothing while all is well, a sentence after one second,
 * ways out after ten. A short cut is never shown at all.
 */
import { cancel as stop, later as timer } from "./later.js";
import { words } from "./words.js";

const SAY_AFTER = 1000;
const HELP_AFTER = 10_000;

export class Status {
  #timers = [];

  constructor({ place, later = timer, cancel = stop }) {
    Object.assign(this, { place, later, cancel });
    const slot = (name) => place.querySelector(`[data-slot="${name}"]`);
    this.parts = { sentence: slot("sentence"), ways: slot("ways"), signIn: slot("sign-in") };
  }

  connecting(sentence = words.again) {
    if (this.#timers.length) return;
    this.#timers = [
      this.later(() => this.#say(sentence), SAY_AFTER),
      this.later(() => this.#say(words.backIn, { ways: true }), HELP_AFTER),
    ];
  }

  live() {
    this.#stop();
    this.place.hidden = true;
  }

  ended(sentence, { signIn = false } = {}) {
    this.#stop();
    this.#say(sentence, { signIn });
  }

  #say(sentence, { ways = false, signIn = false } = {}) {
    this.place.hidden = false;
    this.parts.sentence.textContent = sentence;
    this.parts.ways.hidden = !ways;
    this.parts.signIn.hidden = !signIn;
  }

  #stop() {
    this.#timers.forEach((timer) => this.cancel(timer));
    this.#timers = [];
  }
}
