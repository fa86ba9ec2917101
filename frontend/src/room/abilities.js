/**
 * What the reader may do at this moment: what their place in the circle allows, less what the
 * hosts have taken away for now. The one place where the two come together; a pause that is over
 * gives back what it took by itself.
 */
import { cancel as stop, later as timer } from "./later.js";
import { words } from "./words.js";

const WRITING = ["say", "edit"];

export class Abilities {
  #place;
  #desk;
  #timer = null;

  /** `changed` is told what holds `now`, after everything that may have changed it. */
  constructor({ can, why, me, desk, clock, changed, later = timer, cancel = stop }) {
    this.#place = { can, why };
    this.#desk = desk;
    Object.assign(this, { me, clock, changed, later, cancel });
  }

  /** Whether only the hosts write for now: what is on its way waits until that is over. */
  get held() {
    return this.#place.can.includes("say") && !this.now.can.includes("say");
  }

  /** What one can do, and if not write, why, and until when. */
  get now() {
    const { can, why } = this.#place;
    if (!can.includes("say")) return { can, why: why || words.archived, until: null };
    const { read_only: closed, hands, paused_until } = this.#desk;
    const called = hands.some((hand) => hand.called && hand.id === this.me.id);
    const read_only = closed && !called;
    const paused = this.clock.until(paused_until) > 0;
    if (can.includes("host") || !(read_only || paused)) return { can, why: "", until: null };
    const rest = can.filter((one) => !WRITING.includes(one));
    if (read_only) return { can: rest, why: words.readOnly, until: null };
    return { can: rest, why: words.paused, until: paused_until };
  }

  /** By one's place: as the server tells it, with the reason if one may only read. */
  place({ can, why = "" }) {
    this.#place = { can, why };
    this.look();
  }

  desk(desk) {
    this.#desk = desk;
    this.look();
  }

  look() {
    this.cancel(this.#timer);
    const left = this.clock.until(this.#desk.paused_until);
    if (left) this.#timer = this.later(() => this.look(), left * 1000);
    this.changed(this.now);
  }
}
