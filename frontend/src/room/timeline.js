/**
 * The room as this browser knows it: the items in their places, and the version up to which
 * nothing is missing. Knows neither page nor network, so it can be tested with thousands of
 * lost, doubled and reordered batches.
 *
 * Two promises carry everything else:
 * an item is only ever replaced by a higher version of itself, so applying twice does no harm;
 * `version` only moves over changes that were really received, so a gap stays visible until filled.
 */
export class Timeline {
  #items = new Map();
  #shown = [];
  #beyond = [];

  /**
   * `from` and `until` bound the stretch of positions this page holds without a hole.
   * Without any page yet nothing is shown: `from` is infinite until `extend` brings the first.
   */
  constructor({ version = 0, from = Infinity, until = Infinity } = {}) {
    this.version = version;
    this.heard = version;
    this.from = from;
    this.until = until;
  }

  get started() {
    return this.from !== Infinity;
  }

  /** Something changed that we have not received yet. */
  get behind() {
    return this.heard > this.version;
  }

  get items() {
    return this.#shown;
  }

  get last() {
    return this.#shown.at(-1) ?? null;
  }

  /** Where what is shown begins. */
  get lowest() {
    return this.from || (this.#shown[0]?.position ?? 0);
  }

  get(id) {
    return this.#items.get(id);
  }

  /** The item right after a position, before which a newcomer has to be put. */
  after(position) {
    return this.#shown[this.#place(position + 1)] ?? null;
  }

  before(position) {
    return this.#shown[this.#place(position) - 1] ?? null;
  }

  /** What the server's own page already shows, complete up to the version we start from. */
  adopt(items) {
    this.#keep(items);
  }

  /** A batch, or the answer to "what changed since". Returns what is to be drawn, in order. */
  apply({ since, version, items }) {
    this.hear(version);
    this.#cover(since, version);
    return this.#keep(items);
  }

  /**
   * A page of earlier items, or the very first one: they move the lower bound, never the version.
   * What was remembered from batches inside the new stretch is shown with them.
   */
  extend(items, more) {
    const upper = this.from;
    const lowest = items.length ? items[0].position : upper;
    this.from = more ? Math.min(upper, lowest) : 0;
    const fresh = this.#keep(items);
    const known = [...this.#items.values()].filter((item) => item.position < upper);
    return [...new Set([...fresh, ...known.filter((item) => this.#show(item))])].sort(byPosition);
  }

  /** The reader may read further back than to what was the beginning for them. */
  reopen(position) {
    this.from ||= position;
  }

  /** The room says it stands at this version. */
  hear(version) {
    this.heard = Math.max(this.heard, version);
  }

  /** Lets go of everything below a position, which can be asked for again. Returns what left. */
  forget(position) {
    const leaving = this.#shown.splice(0, this.#place(position));
    leaving.forEach((item) => this.#items.delete(item.id));
    this.from = position;
    return leaving;
  }

  /** Takes the range in, with every range that was waiting behind the gap it closes. */
  #cover(since, version) {
    this.#beyond.push([since, version]);
    this.#beyond.sort((one, other) => one[0] - other[0]);
    while (this.#beyond.length && this.#beyond[0][0] <= this.version) {
      this.version = Math.max(this.version, this.#beyond.shift()[1]);
    }
  }

  /**
   * An item outside the bounds is remembered but not shown: if the page of earlier items that
   * brings it was read before this change, the newer form must win.
   */
  #keep(items) {
    const fresh = items.filter((item) => {
      const known = this.#items.get(item.id);
      return !known || item.version > known.version;
    });
    fresh.forEach((item) => this.#items.set(item.id, item));
    return fresh.filter((item) => this.#show(item)).sort(byPosition);
  }

  #show(item) {
    if (item.position < this.from || item.position > this.until) return false;
    const place = this.#place(item.position);
    const there = this.#shown[place]?.id === item.id;
    this.#shown.splice(place, there ? 1 : 0, item);
    return true;
  }

  /** Index of the first shown item at or above a position. */
  #place(position) {
    let low = 0;
    let high = this.#shown.length;
    if (high && this.#shown[high - 1].position < position) return high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#shown[middle].position < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const byPosition = (one, other) => one.position - other.position;
