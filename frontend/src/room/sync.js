/**
 * Keeps a timeline equal to the room: applies what arrives, and asks for what did not.
 * `request(event, payload)` always answers, with `ok: false` when the line is down.
 */
import { later as timer } from "./later.js";
import { whole } from "./whole.js";

const PATIENCE = 300;
const AGAIN = 2000;
const PAGE = 200;

export class Sync {
  #waiting = null;
  #asking = false;
  #owed = false;

  constructor({ room, timeline, request, show, desk = () => {}, later = timer }) {
    Object.assign(this, { room, timeline, request, show, desk, later });
    this.deskVersion = timeline.version;
  }

  batch(batch) {
    if (batch.room !== this.room) return;
    this.show(this.timeline.apply({ ...batch, items: whole(batch.items) }), { live: true });
    this.#lay(batch.desk, batch.version);
    this.#askSoon();
  }

  /** Batches overtake each other; the desk of the highest version is the one that stands. */
  #lay(desk, version) {
    if (!desk || version < this.deskVersion) return;
    this.deskVersion = version;
    this.desk(desk);
  }

  head({ room, version }) {
    if (room !== this.room || !Number.isInteger(version)) return;
    this.timeline.hear(version);
    this.#askSoon();
  }

  /** Enters again with what we have, so that a reconnect brings only what was missed. */
  async enter() {
    const first = !this.timeline.started;
    const after = first ? 0 : this.timeline.version;
    const answer = await this.request("enter", { room: this.room, after });
    if (!answer.ok) return answer;
    if (first) this.#begin(answer);
    else this.#take({ since: after, version: answer.room.version, items: answer.items });
    this.#lay(answer.room.desk, answer.room.version);
    if (this.#owed) this.reread();
    // A long way behind is caught up page by page, while one may already write.
    if (!first && answer.more) this.#ask(true);
    else this.#askSoon();
    return answer;
  }

  /**
   * A first page says nothing of changes above it, so it counts as complete up to its version
   * only while nothing else is shown: a second one, entering twice at once, is just a head.
   */
  #begin({ room, items, more }) {
    if (this.timeline.started) return this.timeline.hear(room.version);
    this.show(this.timeline.extend(whole(items), more), { live: false });
    this.#take({ since: 0, version: room.version, items: [] });
  }

  async earlier(limit) {
    const before = this.timeline.from;
    if (!before || !this.timeline.started) return { ok: true, items: [], more: false };
    const answer = await this.request("earlier", { room: this.room, before, limit });
    // The stretch may have moved meanwhile; this page would then leave a hole.
    if (!answer.ok || this.timeline.from !== before) return answer;
    this.show(this.timeline.extend(whole(answer.items), answer.more), { earlier: true });
    return answer;
  }

  /** Asks at once how the room stands, above all what its hosts have set. */
  async look() {
    const since = Math.max(1, this.timeline.version); // nothing is told of a desk after none
    const answer = await this.request("changes", { room: this.room, after: since });
    if (answer.ok) this.#take({ since, ...answer });
  }

  /**
   * Reads what is shown once more, from the newest on: the reader may read more of it than before,
   * such as what was written to the hosts. What a cut line prevents is done when it is up again.
   */
  async reread() {
    const { timeline } = this;
    this.#owed = timeline.started;
    let before = Math.min(timeline.heard, timeline.until) + 1; // no position is above the version
    while (this.#owed) {
      const { ok, items, more } = await this.request("earlier", { room: this.room, before, limit: PAGE });
      if (!ok) return;
      this.#owed = false;
      // The page may have let go of its oldest lines meanwhile; what is older would leave a hole.
      if (before < timeline.from) return;
      this.show(timeline.extend(whole(items), more), { earlier: true });
      if (!more) return;
      before = items[0].position;
      if (before > timeline.lowest) this.#owed = true;
      else timeline.reopen(before);
    }
  }

  /** Batches overtake each other by a moment; most gaps close by themselves. */
  #askSoon() {
    if (this.timeline.behind && !this.#asking) this.#askIn(PATIENCE);
  }

  #askIn(wait, more = false) {
    this.#waiting ??= this.later(() => {
      this.#waiting = null;
      if (more || this.timeline.behind) this.#ask(more);
    }, wait);
  }

  async #ask(more = false) {
    if (this.#asking) return;
    this.#asking = true;
    try {
      while (more || this.timeline.behind) {
        const after = this.timeline.version;
        const answer = await this.request("changes", { room: this.room, after });
        if (!answer.ok) return this.#askIn(AGAIN, more);
        this.#take({ since: after, ...answer });
        more = answer.more;
        // An answer that brings us no further is left alone until the next head.
        if (this.timeline.version <= after) return;
      }
    } finally {
      this.#asking = false;
    }
  }

  #take({ since, version, items, desk }) {
    this.show(this.timeline.apply({ since, version, items: whole(items) }), { live: false });
    this.#lay(desk, version);
  }
}
