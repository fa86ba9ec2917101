/** The list on the page: takes over what the server drew, puts every item in its place. */
import { arrange, itemAfter, removeBefore } from "./dividers.js";
import { fill, markMentions, newLine, refit, slot } from "./item.js";
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
      const { item: id, position, version, author, kind, question } = line.dataset;
      this.#lines.set(id, line);
      setStop(line, -1);
      markMentions(slot(line, "words"), this.reader.me);
      arrange(line);
      const withdrawn = line.classList.contains("item--withdrawn");
      const known = { id: author, name: slot(line, "author").textContent };
      return { id, position: +position, version: +version, author: known, kind, question, withdrawn };
    });
  }

  line(id) {
    return this.#lines.get(id);
  }

  /** Returns the items that were not on the page. */
  draw(items) {
    const fresh = items.filter((item) => !this.#lines.has(item.id));
    if (items.length === 0) return fresh;
    this.scroll.hold(() => {
      for (const item of items) if (!fresh.includes(item)) fill(this.line(item.id), item, this.reader);
      this.#insert(fresh);
      fresh.forEach((item) => this.#arrange(item));
    });
    return fresh;
  }

  /** Everything above what is still in the timeline, in one move. */
  drop(items) {
    this.scroll.hold(() => {
      removeBefore(this.line(this.timeline.items[0].id));
      for (const { id } of items) this.#lines.delete(id);
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

  refit() {
    for (const line of this.#lines.values()) refit(line, this.reader);
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

  /**
   * From the last upwards, so that the neighbour below is always there to be put before; what
   * stands together goes in together, because a browser pays for each insertion.
   */
  #insert(items) {
    let run = document.createDocumentFragment();
    let below = null;
    for (const item of [...items].reverse()) {
      const line = newLine(item);
      fill(line, item, this.reader);
      setStop(line, -1);
      this.#lines.set(item.id, line);
      const next = this.line(this.timeline.after(item.position)?.id) ?? null;
      if (next !== run.firstChild && next !== below) {
        this.list.insertBefore(run, below);
        below = next;
      }
      run.prepend(line);
    }
    this.list.insertBefore(run, below);
  }

  #arrange(item) {
    const line = this.#lines.get(item.id);
    arrange(line);
    const next = itemAfter(line);
    if (next) arrange(next);
  }
}
