// A room on the server's side, small enough to be obviously right, and a line that misbehaves.

export function dice(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export class ModelRoom {
  constructor(page = 50) {
    Object.assign(this, { id: "room", version: 0, items: [], page, hosting: false });
  }

  /** What the reader may read: all of it once they are `hosting`. */
  get readable() {
    return this.items.filter((item) => this.hosting || item.audience !== "hosts");
  }

  say(html, author = { id: "milo", name: "Milo" }, more = {}) {
    const position = this.items.length + 1;
    const item = { id: `i${position}`, room: "room", position, version: ++this.version, html, author, ...more };
    this.items.push(item);
    return item;
  }

  /** Items are replaced, never altered, as what was sent is not altered by what comes later. */
  change(item, html) {
    const newer = { ...item, html, version: ++this.version };
    this.items[item.position - 1] = newer;
    return newer;
  }

  changes(after, limit = this.page) {
    const changed = this.readable.filter((item) => item.version > after);
    changed.sort((one, other) => one.version - other.version);
    const items = changed.slice(0, limit);
    const more = changed.length > limit;
    return { ok: true, items, more, version: more ? items.at(-1).version : this.version };
  }

  earlier(before, limit = this.page) {
    const below = this.readable.filter((item) => item.position < before);
    return { ok: true, items: below.slice(-limit), more: below.length > limit };
  }

  enter(after) {
    if (after > 0) {
      const { items, more, version } = this.changes(after);
      return { ok: true, items, more, room: { id: "room", version } };
    }
    const { items, more } = this.earlier(Infinity);
    return { ok: true, items, more, room: { id: "room", version: this.version } };
  }

  answer(event, payload) {
    if (event === "enter") return this.enter(payload.after);
    if (event === "changes") return this.changes(payload.after);
    return this.earlier(payload.before, payload.limit);
  }

  /** Some random work, told as one batch. */
  work(random) {
    const since = this.version;
    const touched = new Map();
    for (let left = 1 + Math.floor(random() * 4); left > 0; left--) {
      const old = this.items[Math.floor(random() * this.items.length)];
      const item = old && random() < 0.4 ? this.change(old, `v${this.version}`) : this.say("new");
      touched.set(item.id, item);
    }
    const items = [...touched.values()].sort((one, other) => one.version - other.version);
    return { room: "room", since, version: this.version, items };
  }
}
