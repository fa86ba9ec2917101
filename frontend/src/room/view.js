/** The list on the page: takes over what the server drew, puts every item in its place. */
import { arrange, itemAfter, remove } from "./dividers.js";
import { fill, markMentions, newLine, slot } from "./item.js";
import { setStop } from "./keys.js";

export class View {
  #lines = new Map();
  #held = new Set();
  #firstNew = null;

  constructor({ list, timeline, scroll, reader }) {
    Object.assign(this, { list, timeline, scroll, reader });
  }

  /** The lines of the server's page, as items; their words stay where they are. */
  adopt() {
    const lines = [...this.list.querySelectorAll(":scope > [data-item]")];
    return lines.map((line) => {
      const { item: id, position, version, author } = line.dataset;
      this.#lines.set(id, line);
      setStop(line, -1);
      markMentions(slot(line, "words"), this.reader.me);
      arrange(line);
      const withdrawn = line.classList.contains("item--withdrawn");
      const known = { id: author, name: slot(line, "author").textContent };
      return { id, position: +position, version: +version, author: known, withdrawn };
    });
  }

  line(id) {
    return this.#lines.get(id);
  }

  /**
   * From the last upwards, so that the neighbour below is always there to be put before.
   * Returns the items that were not on the page.
   */
  draw(items) {
    const fresh = items.filter((item) => !this.#lines.has(item.id));
    if (items.length === 0) return fresh;
    this.scroll.hold(() => {
      [...items].reverse().forEach((item) => this.#put(item));
      fresh.forEach((item) => this.#arrange(item));
    });
    return fresh;
  }

  drop(items) {
    this.scroll.hold(() => {
      for (const { id } of items) {
        remove(this.#lines.get(id));
        this.#lines.delete(id);
      }
      const first = this.timeline.items[0];
      if (first) arrange(this.#lines.get(first.id));
    });
  }

  /** Own words that came back before their acknowledgement wait, lest they stand there twice. */
  hide(item) {
    const line = this.#lines.get(item.id);
    line.hidden = true;
    this.#held.add(line);
  }

  reveal() {
    this.#held.forEach((line) => (line.hidden = false));
    this.#held.clear();
  }

  text(item) {
    return slot(this.#lines.get(item.id), "words").textContent;
  }

  get firstNew() {
    return Number(this.#firstNew?.dataset.position ?? 0);
  }

  /** The line at which what is new begins; none above the last one takes the mark away. */
  markFirstNew(position) {
    const item = this.timeline.after(position - 1);
    const line = item ? this.#lines.get(item.id) : null;
    if (line === this.#firstNew) return line;
    const old = this.#firstNew;
    this.#firstNew = line;
    if (old) delete old.dataset.firstNew;
    if (line) line.dataset.firstNew = "true";
    for (const changed of [old, line]) if (changed?.isConnected) arrange(changed);
    return line;
  }

  #put(item) {
    const known = this.#lines.get(item.id);
    const line = known ?? newLine(item, this.reader);
    fill(line, item, this.reader);
    if (known) return;
    setStop(line, -1);
    const next = this.#lines.get(this.timeline.after(item.position)?.id);
    this.list.insertBefore(line, next ?? null);
    this.#lines.set(item.id, line);
  }

  #arrange(item) {
    const line = this.#lines.get(item.id);
    arrange(line);
    const next = itemAfter(line);
    if (next) arrange(next);
  }
}
