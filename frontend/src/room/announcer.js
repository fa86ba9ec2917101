/**
 * Tells a screen reader what arrived: politely, one sentence in five seconds at most, never
 * one's own lines. Several messages become one sentence with a count and names.
 */
import { later as timer } from "./later.js";
import { words } from "./words.js";

const PAUSE = 5000;
const LONGEST = 200;

export class Announcer {
  #messages = [];
  #sentence = "";
  #resting = false;

  constructor({ speak, later = timer }) {
    this.speak = speak;
    this.later = later;
  }

  message(name, text) {
    this.#messages.push({ name, text });
    this.#soon();
  }

  /** A sentence of our own; the latest one wins, none is queued behind another. */
  say(sentence) {
    this.#sentence = sentence;
    this.#soon();
  }

  #soon() {
    if (this.#resting) return;
    const sentence = this.#take();
    if (!sentence) return;
    this.speak(sentence);
    this.#resting = true;
    this.later(() => {
      this.#resting = false;
      this.#soon();
    }, PAUSE);
  }

  #take() {
    const parts = [this.#sentence, summary(this.#messages)];
    this.#sentence = "";
    this.#messages = [];
    return parts.filter(Boolean).join(" ");
  }
}

export function summary(messages) {
  if (messages.length === 0) return "";
  if (messages.length === 1) return words.one(messages[0].name, shorten(messages[0].text));
  return words.many(messages.length, [...new Set(messages.map((message) => message.name))]);
}

function shorten(text) {
  const calm = text.replace(/\s+/g, " ").trim();
  return calm.length > LONGEST ? `${calm.slice(0, LONGEST)}…` : calm;
}
