/**
 * The parts of the page that stand for what the hosts have set: each with data-stands is there
 * while that is in force, and with data-for only for those who may do that. A screen reader hears
 * of each once.
 */
import { holds, inForce } from "./in-force.js";
import { slot } from "./item.js";
import { write } from "./unsent.js";
import { words } from "./words.js";

const SECOND = 1000;

export class Standing {
  #running = false;

  constructor({ root, room, me, reader, clock, storage, announce }) {
    Object.assign(this, { root, me, reader, clock, storage, announce, current: null });
    this.key = `comentor:band:${room}:${me.id}`;
    root.querySelector("[data-action=put-band-away]").addEventListener("click", () => this.#putAway());
    setInterval(() => document.hidden || this.#look(), SECOND);
  }

  desk(desk) {
    const before = this.current;
    this.current = desk;
    if (!desk.band) write(this.storage, this.key, null);
    this.#fill(desk);
    this.#look();
    if (before) this.#announce(before, desk);
  }

  allowed() {
    this.#look();
  }

  live() {
    this.#look();
  }

  #fill({ band, slow, timer, paused_until }) {
    slot(this.root, "band").textContent = band;
    slot(this.root, "slow").textContent = words.seconds(slow);
    slot(this.root, "timer-name").textContent = timer?.name ?? "";
    slot(this.root, "timer-left").dataset.until = timer?.ends_at ?? "";
    slot(this.root, "pause-left").dataset.until = paused_until ?? "";
  }

  #look() {
    const force = inForce({ desk: this.current, clock: this.clock, me: this.me });
    if (this.#isAway()) force.delete("band");
    for (const part of this.root.querySelectorAll("[data-stands], [data-for]")) {
      const { stands, for: ability } = part.dataset;
      const shown = (!stands || holds(stands, force)) && (!ability || this.reader.can.includes(ability));
      if (part.hidden === shown) part.hidden = !shown;
    }
    this.#tellOfTheEnd();
  }

  /** Whether the announcement that stands was put away here, in these very words. */
  #isAway() {
    return this.storage?.getItem(this.key) === JSON.stringify(this.current.band);
  }

  #putAway() {
    write(this.storage, this.key, this.current.band);
    this.#look();
    slot(this.root, "scroller").focus();
  }

  #announce(before, { band, slow, timer }) {
    if (band && band !== before.band) this.announce(words.announced(band));
    if (timer && timer.ends_at !== before.timer?.ends_at) {
      this.announce(words.timerStarted(timer.name, this.clock.until(timer.ends_at)));
    }
    if (slow !== before.slow) this.announce(words.slowSet(slow));
  }

  /** Only of a timer that was seen running. */
  #tellOfTheEnd() {
    const { timer } = this.current;
    const running = this.clock.until(timer?.ends_at) > 0;
    if (this.#running && !running && timer) this.announce(words.timeIsUp(timer.name));
    this.#running = running;
  }
}
